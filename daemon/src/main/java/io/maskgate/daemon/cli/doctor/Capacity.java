package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.config.GatewayConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Whether all cameras together find room in the service, and time at the processor and the detector. What it knows of a stream
 * and of the model comes from their checks. Thread-safe.
 */
final class Capacity {
    /**
     * Resident without a stream; with {@link #BYTES_A_PIXEL} from what README measured of one camera and of four. Of that JavaCPP
     * counts less, what no file backs alone: the estimate is on the safe side.
     */
    private static final long BASE = 150L << 20;
    /** Of each stream that is decoded: five to six pictures. */
    private static final int BYTES_A_PIXEL = 8;
    /** The share of a bound that may be planned for, as these are estimates. */
    private static final double ROOM = 0.9;
    /** The share of all cores that decoding may be planned for; the rest is for the detector and the system. */
    private static final double CORES = 0.8;
    /** What decoding key frames takes of decoding everything, by README's empty scene. */
    private static final double SPARSE = 0.2;
    /** The share of its time that the detector may be asked for; pictures that come together wait for each other before. */
    private static final double BUSY = 0.7;
    /** Of a camera of which key frames are decoded. */
    private static final double KEY_FRAMES_A_SECOND = 2;

    private final Map<String, Load> loads = new ConcurrentHashMap<>();
    private volatile double pictureMillis;

    /**
     * Of the stream that a camera's detection reads.
     *
     * @param pixels of a picture, as coded
     * @param cores that decoding everything takes
     * @param keySeconds from one key frame to the next; 0 where that was not seen
     */
    record Load(long pixels, double cores, double keySeconds) {}

    void seen(String camera, Load load) {
        loads.put(camera, load);
    }

    /** The processor, which serves, needs so long for one. */
    void picture(double millis) {
        pictureMillis = millis;
    }

    /** Nothing where no stream was seen. */
    Optional<Finding> memory(List<GatewayConfig.Camera> cameras, MemoryBound bound) {
        if (loads.isEmpty()) {
            return Optional.empty();
        }
        long count = cameras.stream().filter(GatewayConfig.Camera::enabled).count();
        long bytes = BASE + Math.round(mean(Load::pixels) * count * BYTES_A_PIXEL);
        String text = "cameras: " + count + ", with some " + (bytes >> 20) + " MB in all" + others(count)
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

    /** Nothing where no stream was seen. */
    Optional<Finding> decoding(List<GatewayConfig.Camera> cameras, int cores) {
        if (loads.isEmpty()) {
            return Optional.empty();
        }
        double mean = mean(Load::cores);
        double asked = 0;
        double most = 0;
        for (var camera : cameras.stream().filter(GatewayConfig.Camera::enabled).toList()) {
            var load = loads.get(camera.id());
            double whole = load == null ? mean : load.cores();
            var policy = camera.decode().policy();
            asked += policy == GatewayConfig.Policy.ALL ? whole : SPARSE * whole;
            most += policy == GatewayConfig.Policy.KEYFRAMES ? SPARSE * whole : whole;
        }
        String text = String.format(
                Locale.ROOT,
                "all cameras together take some %.1f of %d cores%s%s",
                asked,
                cores,
                most > asked
                        ? String.format(Locale.ROOT, ", or %.1f with somebody in view of each adaptive camera", most)
                        : "",
                others(cameras.stream().filter(GatewayConfig.Camera::enabled).count()));
        return Optional.of(
                asked <= CORES * cores
                        ? Finding.ok(text)
                        : Finding.warning(
                                text,
                                "name smaller streams in detect-url, " + adaptive(cameras)
                                        + "have the cameras send fewer pictures a second, or use a hardware decoder;"
                                        + " pictures are left out otherwise"));
    }

    /** Nothing where it is not known how long a picture takes. */
    Optional<Finding> detector(List<GatewayConfig.Camera> cameras) {
        if (pictureMillis <= 0) {
            return Optional.empty();
        }
        double asked = cameras.stream()
                .filter(GatewayConfig.Camera::enabled)
                .mapToDouble(this::rate)
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
                                "lower rate, " + adaptive(cameras)
                                        + "choose a smaller model (model.name) or use a GPU;"
                                        + " each camera is looked at more rarely otherwise"));
    }

    private double mean(ToDoubleFunction<Load> part) {
        return loads.values().stream().mapToDouble(part).average().orElseThrow();
    }

    private String others(long count) {
        return loads.size() < count ? ", if the others are like the " + loads.size() + " that were seen" : "";
    }

    /** Where that helps a camera, as one of the remedies. */
    private static String adaptive(List<GatewayConfig.Camera> cameras) {
        return cameras.stream()
                        .anyMatch(camera -> camera.enabled()
                                && camera.decode().policy() == GatewayConfig.Policy.ALL
                                && camera.lines().isEmpty())
                ? "set decode.policy: adaptive for those without lines, "
                : "";
    }

    /** An adaptive one asks for its rate only while somebody is there. */
    private double rate(GatewayConfig.Camera camera) {
        return switch (camera.decode().policy()) {
            case ALL -> camera.rate();
            case ADAPTIVE, KEYFRAMES -> Math.min(camera.rate(), sparse(camera));
        };
    }

    /** Looks a second: at key frames, and where these are rare at others. */
    private double sparse(GatewayConfig.Camera camera) {
        var load = loads.get(camera.id());
        return load == null || load.keySeconds() <= 0
                ? KEY_FRAMES_A_SECOND
                : Math.min(
                        KEY_FRAMES_A_SECOND,
                        Math.max(1 / load.keySeconds(), camera.decode().floor()));
    }
}
