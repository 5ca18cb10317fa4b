package io.maskgate.daemon.camera;

import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot of one camera, safe to show anywhere: no credentials in it.
 *
 * @param reason why it is not online; empty while online
 * @param since when the state was entered
 * @param lastFrame wall time of the newest decoded frame
 * @param url redacted
 * @param width of the newest frame, 0 before the first
 * @param height of the newest frame, 0 before the first
 * @param framesPerSecond decoded frames a second over the last seconds
 * @param decoding how closely it is looked at, and what that costs
 * @param trouble what went wrong last, and when it is tried again
 */
public record CameraStatus(
        String id,
        CameraState state,
        String reason,
        Instant since,
        Optional<Instant> lastFrame,
        String url,
        String codec,
        int width,
        int height,
        double framesPerSecond,
        long framesDecoded,
        long framesDropped,
        long framesInferred,
        long reconnects,
        FaceCounts faces,
        Decoding decoding,
        Trouble trouble) {
    /** The same camera with other faces in view. */
    public CameraStatus withFaces(FaceCounts others) {
        return new CameraStatus(
                id,
                state,
                reason,
                since,
                lastFrame,
                url,
                codec,
                width,
                height,
                framesPerSecond,
                framesDecoded,
                framesDropped,
                framesInferred,
                reconnects,
                others,
                decoding,
                trouble);
    }

    /**
     * What decoding does.
     *
     * @param attention {@code every}, {@code enough} or {@code sparse}; see {@link io.maskgate.hw.video.Attention}
     * @param decoder FFmpeg's name of the decoder; empty before the first stream
     * @param cores share of one core that reading and decoding take; 0 while not known
     * @param advice how it could cost less; empty where there is none
     */
    public record Decoding(String attention, String decoder, double cores, String advice) {
        public static final Decoding NONE = new Decoding("every", "", 0, "");
    }

    /**
     * Past and coming trouble.
     *
     * @param last what went wrong last; it stays when the camera is back
     * @param retryAt when the next attempt to connect begins; empty while online, while trying, while switched off and
     *     where a file has ended
     */
    public record Trouble(Optional<Fault> last, Optional<Instant> retryAt) {
        public static final Trouble NONE = new Trouble(Optional.empty(), Optional.empty());
    }

    /**
     * Why the camera went dark, or stayed so.
     *
     * @param cause a {@link io.maskgate.hw.video.VideoException.Reason} in lower case with hyphens, {@code ended} or
     *     {@code internal}
     */
    public record Fault(String cause, String text, Instant at) {}
}
