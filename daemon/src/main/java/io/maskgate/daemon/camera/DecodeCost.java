package io.maskgate.daemon.camera;

/**
 * What reading and decoding one camera costs, over windows of some seconds. Written by the camera's thread. Not
 * thread-safe.
 */
public final class DecodeCost {
    private static final long WINDOW_NANOS = 2_000_000_000L;
    /** From this share of a core on a smaller stream is worth the trouble of configuring it. */
    private static final double DEAR = 0.05;
    /** A picture that is shrunk by less than this has little to gain from a smaller stream. */
    private static final int SHRUNK = 2;

    private boolean begun;
    private long windowBegin;
    private long cpuNanos;
    private double cores;

    /** Work that ended {@code now} took so much processor time. */
    void add(long cpu, long now) {
        if (!begun) {
            begun = true;
            windowBegin = now;
        }
        cpuNanos += cpu;
        long window = now - windowBegin;
        if (window >= WINDOW_NANOS) {
            cores = (double) cpuNanos / window;
            cpuNanos = 0;
            windowBegin = now;
        }
    }

    /** Share of one core over the last whole window; 0 before the first. */
    double cores() {
        return cores;
    }

    /**
     * Advice for the owner, or nothing.
     *
     * @param width of the stream's pictures
     * @param modelWidth of the model's input
     * @param substream whether a smaller stream is configured already
     */
    public static String advice(double cores, int width, int modelWidth, boolean substream) {
        return !substream && cores >= DEAR && width >= SHRUNK * modelWidth
                ? "decoding takes " + Math.round(cores * 100) + " % of a core for pictures " + width
                        + " wide, of which the model sees " + modelWidth
                        + ": name a smaller stream of this camera in detect-url"
                : "";
    }
}
