package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.config.GatewayConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether all cameras together find room in the service, and time at the detector. What it knows of a stream and of the model
 * comes from their checks. Thread-safe.
 */
final class Capacity {
    /** Resident without a stream; with {@link #BYTES_A_PIXEL} from what README measured of one camera and of four. */
    private static final long BASE = 150L << 20;
    /** Of each stream that is decoded: five to six pictures. */
    private static final int BYTES_A_PIXEL = 8;
    /** The share of a bound that may be planned for, as these are estimates. */
    private static final double ROOM = 0.9;
    /** The share of its time that the detector may be asked for; pictures that come together wait for each other before. */
    private static final double BUSY = 0.7;
    /** Of a camera of which key frames are decoded. */
    private static final double KEY_FRAMES_A_SECOND = 2;

    private final Map<String, Long> pixels = new ConcurrentHashMap<>();
    private volatile double pictureMillis;

    /** A picture of the stream that this camera's detection reads has so many. */
    void seen(String camera, long pixelsOfAPicture) {
        pixels.put(camera, pixelsOfAPicture);
    }

    /** The processor, which serves, needs so long for one. */
    void picture(double millis) {
        pictureMillis = millis;
    }

    /** Nothing where no stream was seen. */
    Optional<Finding> memory(List<GatewayConfig.Camera> cameras, MemoryBound bound) {
        long count = cameras.stream().filter(GatewayConfig.Camera::enabled).count();
        if (pixels.isEmpty()) {
            return Optional.empty();
        }
        double mean =
                pixels.values().stream().mapToLong(Long::longValue).average().orElseThrow();
        long bytes = BASE + Math.round(mean * count * BYTES_A_PIXEL);
        String text = "cameras: " + count + ", with some " + (bytes >> 20) + " MB in all"
                + (pixels.size() < count ? ", if the others are like the " + pixels.size() + " that were seen" : "")
                + "; the service may take " + (bound.bytes() >> 20) + " (" + bound.name() + ")";
        return Optional.of(
                bytes <= ROOM * bound.bytes()
                        ? Finding.ok(text)
                        : Finding.warning(
                                text,
                                "set detect-url to smaller streams, or "
                                        + (bound.machines()
                                                ? "give the machine or the container more memory"
                                                : "raise maxPhysicalBytes, MemoryHigh= and MemoryMax= together, within the"
                                                        + " memory there is: systemd/README.md, How many cameras")));
    }

    /** Nothing where it is not known how long a picture takes. */
    Optional<Finding> detector(List<GatewayConfig.Camera> cameras) {
        if (pictureMillis <= 0) {
            return Optional.empty();
        }
        double asked = cameras.stream()
                .filter(GatewayConfig.Camera::enabled)
                .mapToDouble(Capacity::rate)
                .sum();
        String text = String.format(
                Locale.ROOT,
                "a picture takes %.1f ms, so it does %.0f a second at most; the cameras ask for %.0f",
                pictureMillis,
                1000 / pictureMillis,
                asked);
        return Optional.of(
                asked * pictureMillis / 1000 <= BUSY
                        ? Finding.ok(text)
                        : Finding.warning(
                                text,
                                "lower rate, set decode.policy: adaptive for those without lines, choose a smaller model"
                                        + " (model.name) or use a GPU; each camera is looked at more rarely otherwise"));
    }

    /** An adaptive one asks for its rate only while somebody is there. */
    private static double rate(GatewayConfig.Camera camera) {
        return switch (camera.decode().policy()) {
            case ALL -> camera.rate();
            case ADAPTIVE, KEYFRAMES -> Math.min(camera.rate(), KEY_FRAMES_A_SECOND);
        };
    }
}
