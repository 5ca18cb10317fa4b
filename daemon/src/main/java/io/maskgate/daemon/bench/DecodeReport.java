package io.maskgate.daemon.bench;

/**
 * Decoding alone.
 *
 * @param source shown name, without secrets
 * @param pictures decoded in the window
 * @param lost damaged packets and pictures
 * @param seconds wall time of the window
 * @param cpuSeconds processor time of this process in the window
 * @param resident bytes at the end
 */
public record DecodeReport(
        String source, Stream stream, long pictures, long lost, double seconds, double cpuSeconds, long resident) {
    /** What was decoded; sides in pixels. */
    public record Stream(String codec, int width, int height) {}

    public double picturesPerSecond() {
        return pictures / seconds;
    }

    /** Processor time of one picture. */
    public double cpuMillis() {
        return pictures == 0 ? 0 : cpuSeconds * 1e3 / pictures;
    }
}
