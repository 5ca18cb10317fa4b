package io.maskgate.daemon.bench;

import java.util.OptionalDouble;

/**
 * Decoding alone.
 *
 * @param source shown name, without secrets
 * @param pictures decoded in the window
 * @param left received and not decoded
 * @param lost damaged packets and pictures
 * @param seconds wall time of the window
 * @param cpuSeconds processor time of this process in the window
 * @param resident bytes at the end
 * @param referenceMillis processor time of one picture in {@code ffmpeg -f null} on the same file; absent where it was not
 *     run
 */
public record DecodeReport(
        String source,
        Stream stream,
        long pictures,
        long left,
        long lost,
        double seconds,
        double cpuSeconds,
        long resident,
        OptionalDouble referenceMillis) {
    /** What was decoded; sides in pixels. */
    public record Stream(String codec, int width, int height) {}

    public double picturesPerSecond() {
        return pictures / seconds;
    }

    /** Processor time of one received picture. */
    public double cpuMillis() {
        long received = pictures + left;
        return received == 0 ? 0 : cpuSeconds * 1e3 / received;
    }

    /** Processor time over that of ffmpeg. */
    public OptionalDouble ratio() {
        return referenceMillis.isPresent()
                ? OptionalDouble.of(cpuMillis() / referenceMillis.getAsDouble())
                : OptionalDouble.empty();
    }
}
