package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.config.GatewayConfig;
import java.util.Collection;
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
    /** What decoding key frames alone takes of decoding everything, by README's empty scene. */
    private static final double SPARSE = 0.2;
    /** From one look of the floor to the next, in times of the floor; hw's {@code LookTimes} has both. */
    private static final double LATE = 1.1;
    /** The same where a key frame is expected. */
    private static final double LATEST = 4.0 / 3;
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
    record Load(long pixels, double cores, double keySeconds) {
        /** Whether it sends a key frame more rarely than is recommended, or nobody has seen two. */
        boolean isRare() {
            return keySeconds <= 0 || keySeconds > 2;
        }
    }

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
        long bytes = BASE + Math.round(mean(loads.values(), Load::pixels) * count * BYTES_A_PIXEL);
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
        double asked = 0;
        double most = 0;
        boolean rare = false;
        boolean often = false;
        for (var camera : cameras.stream().filter(GatewayConfig.Camera::enabled).toList()) {
            var load = loads.get(camera.id());
            Collection<Load> like = load == null ? loads.values() : List.of(load);
            double whole = mean(like, Load::cores);
            double quiet = mean(like, each -> share(camera, each) * each.cores());
            var policy = camera.decode().policy();
            asked += policy == GatewayConfig.Policy.ALL ? whole : quiet;
            most += policy == GatewayConfig.Policy.KEYFRAMES ? quiet : whole;
            if (policy != GatewayConfig.Policy.ALL) {
                var dear = like.stream()
                        .filter(each -> share(camera, each) > SPARSE)
                        .toList();
                rare |= dear.stream().anyMatch(Load::isRare);
                often |= dear.stream().anyMatch(each -> !each.isRare());
            }
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
                                        + (rare
                                                ? "have those that are not decoded whole send a key frame every 1 to 2 s, "
                                                : "")
                                        + (often ? "lower decode.floor, " : "")
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

    private static double mean(Collection<Load> of, ToDoubleFunction<Load> part) {
        return of.stream().mapToDouble(part).average().orElseThrow();
    }

    /** What is decoded of everything while nobody is there: a look between two key frames needs all since the first. */
    private static double share(GatewayConfig.Camera camera, Load load) {
        if (load.keySeconds() <= 0) {
            return 1;
        }
        return Math.max(
                SPARSE,
                looksBetween(camera, load)
                        * LATE
                        / (load.keySeconds() * camera.decode().floor()));
    }

    /** How often the floor asks for a look before the next key frame comes. */
    private static double looksBetween(GatewayConfig.Camera camera, Load load) {
        return Math.max(0, Math.floor((load.keySeconds() * camera.decode().floor() - LATEST) / LATE + 1));
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

    /** Looks a second: at key frames, and where these are rare at others besides. */
    private double sparse(GatewayConfig.Camera camera) {
        var load = loads.get(camera.id());
        if (load == null) {
            return KEY_FRAMES_A_SECOND;
        }
        double looks = load.keySeconds() > 0
                ? (1 + looksBetween(camera, load)) / load.keySeconds()
                : camera.decode().floor();
        return Math.min(KEY_FRAMES_A_SECOND, looks);
    }
}
