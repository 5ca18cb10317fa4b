package io.maskgate.hw.video;

import java.time.Duration;

/**
 * How to open a source.
 *
 * @param connectTimeout until the stream is open and its codec known
 * @param readTimeout without a decoded picture; then the source has ended
 * @param decodeThreads 1 to 16, or {@link #AUTO}: 1 up to 2560 x 1440 pixels, 2 above
 * @param sampling how many pictures suffice
 * @param trust whom to take for the camera where the URL has TLS; RTP then travels in the RTSP connection
 * @param late whether pictures of a live stream are decoded however late, where it takes longer than they are shown
 */
public record VideoSpec(
        VideoUrl url,
        Transport transport,
        Duration connectTimeout,
        Duration readTimeout,
        int decodeThreads,
        Sampling sampling,
        Trust trust,
        boolean late) {
    public static final int AUTO = 0;
    private static final int MAX_THREADS = 16;

    public VideoSpec {
        checkPositive("connectTimeout", connectTimeout);
        checkPositive("readTimeout", readTimeout);
        if (decodeThreads < AUTO || decodeThreads > MAX_THREADS) {
            throw new IllegalArgumentException(
                    "decodeThreads: expected 0 (automatic) to " + MAX_THREADS + ", found " + decodeThreads);
        }
    }

    /** Whether who answers is judged before anything is sent. */
    boolean isJudged() {
        return url.isTls() && !(trust instanceof Trust.Anyone);
    }

    private static void checkPositive(String name, Duration duration) {
        if (!duration.isPositive() || duration.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(name + ": expected more than 0 and at most a day, found " + duration);
        }
    }

    /** TCP, 10 s to connect, 20 s without a picture, automatic threads, no certificate verified. */
    public static VideoSpec of(VideoUrl url) {
        return new VideoSpec(
                url,
                Transport.TCP,
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                AUTO,
                Sampling.every(),
                new Trust.Anyone(),
                false);
    }

    public VideoSpec withTransport(Transport other) {
        return new VideoSpec(url, other, connectTimeout, readTimeout, decodeThreads, sampling, trust, late);
    }

    public VideoSpec withTimeouts(Duration connect, Duration read) {
        return new VideoSpec(url, transport, connect, read, decodeThreads, sampling, trust, late);
    }

    public VideoSpec withDecodeThreads(int threads) {
        return new VideoSpec(url, transport, connectTimeout, readTimeout, threads, sampling, trust, late);
    }

    public VideoSpec withSampling(Sampling other) {
        return new VideoSpec(url, transport, connectTimeout, readTimeout, decodeThreads, other, trust, late);
    }

    public VideoSpec withTrust(Trust other) {
        return new VideoSpec(url, transport, connectTimeout, readTimeout, decodeThreads, sampling, other, late);
    }

    /** For who looks at a recording: it may come as a stream, and faster than it is shown. */
    public VideoSpec withLate(boolean other) {
        return new VideoSpec(url, transport, connectTimeout, readTimeout, decodeThreads, sampling, trust, other);
    }
}
