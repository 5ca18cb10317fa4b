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
        FaceCounts faces) {}
