package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.camera.DecodeCost;
import io.maskgate.daemon.camera.StreamSpecs;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Secret;
import io.maskgate.hw.host.ThreadCpuClock;
import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.Read;
import io.maskgate.hw.video.Transport;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** One camera: connects, what it sends, how often, by which clock, and what decoding it costs. */
final class CameraCheck {
    /** To connect, and between two pictures, where the camera's configuration has no more patience with it. */
    private static final Duration LEAST = Duration.ofSeconds(8);
    /** Where it has more than somebody who waits for the answer. */
    private static final Duration MOST = Duration.ofSeconds(60);
    /** From the first picture; ends earlier once two key frames and {@link #ENOUGH} have gone by. */
    private static final Duration LOOK = Duration.ofSeconds(8);

    private static final Duration ENOUGH = Duration.ofSeconds(3);
    private static final Duration CLOCK_OFF = Duration.ofSeconds(10);
    private static final Duration LONG_GOP = Duration.ofSeconds(5);

    private final GatewayConfig.Camera camera;
    private final HardwareDecoders hardware;
    private final MediaClock clock;
    private final OptionalInt modelWidth;

    CameraCheck(GatewayConfig.Camera camera, HardwareDecoders hardware, MediaClock clock, OptionalInt modelWidth) {
        this.camera = camera;
        this.hardware = hardware;
        this.clock = clock;
        this.modelWidth = modelWidth;
    }

    private static Duration patience(Duration configured) {
        return longer(configured.compareTo(MOST) > 0 ? MOST : configured, LEAST);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** By when a look has ended, unless something hangs: connecting, the first picture, and those after it. */
    Duration deadline() {
        var picture = patience(camera.stallAfter());
        return patience(camera.connectTimeout())
                .plus(picture)
                .plus(longer(LOOK, picture))
                .plusSeconds(1);
    }

    Finding look(Secret address) {
        return look(address, _ -> {});
    }

    /** @param load is told what the stream asks of the machine, where it gives pictures */
    Finding look(Secret address, Consumer<Capacity.Load> load) {
        if (!camera.enabled()) {
            return Finding.ok("disabled");
        }
        try {
            var spec = spec(address);
            boolean auto = camera.decode().decoder() == GatewayConfig.DecoderChoice.AUTO;
            try (var source = VideoSource.open(
                            spec, clock, new Cancellation(), auto ? hardware : HardwareDecoders.none());
                    var cpu = new ThreadCpuClock()) {
                var seen = watch(source, cpu);
                if (seen.isEnough()) {
                    load.accept(new Capacity.Load((long) seen.width * seen.height, seen.cores(), seen.keySeconds));
                }
                return judge(source, seen, spec.url().isFile());
            }
        } catch (VideoException e) {
            return Finding.failed(e.getMessage() + impatience(e.reason()), remedy(e.reason()));
        }
    }

    VideoSpec spec(Secret address) throws VideoException {
        return VideoSpec.of(VideoUrl.parse(address.reveal()).hiding(address.filledIn()))
                .withTransport(Transport.valueOf(camera.transport().name()))
                .withTimeouts(patience(camera.connectTimeout()), patience(camera.stallAfter()))
                .withDecodeThreads(1)
                .withTrust(StreamSpecs.trust(camera.tls()));
    }

    /** What was seen; the fields are filled while reading. */
    private static final class Seen {
        private int width;
        private int height;
        private long pictures;
        private long lost;
        private double seconds;
        private double cpuSeconds;
        private double keySeconds;

        private boolean isEnough() {
            return pictures > 1;
        }

        private double cores() {
            return seconds > 0 ? cpuSeconds / seconds : 0;
        }
    }

    private Seen watch(VideoSource source, ThreadCpuClock cpu) throws VideoException {
        var seen = new Seen();
        long begin = 0;
        long cpuBegin = 0;
        long firstKey = 0;
        long now = clock.nanos();
        boolean done = false;
        while (!done) {
            switch (source.read()) {
                case Read.Picture(var frame) -> {
                    try (frame) {
                        now = frame.time().monotonicNanos();
                        if (seen.pictures++ == 0) {
                            begin = now;
                            cpuBegin = cpu.nanos();
                        }
                        if (frame.keyframe() && firstKey == 0) {
                            firstKey = now;
                        } else if (frame.keyframe() && seen.keySeconds == 0) {
                            seen.keySeconds = (now - firstKey) / 1e9;
                        }
                        seen.width = frame.width();
                        seen.height = frame.height();
                    }
                }
                case Read.Skipped(var loss, int count) -> seen.lost += loss == Read.Loss.BEHIND ? 0 : count;
                case Read.Passed _ -> throw new IllegalStateException("every picture was asked for");
                case Read.Ended(var fault) -> {
                    if (fault.isPresent()) {
                        throw fault.get();
                    }
                    done = true;
                }
            }
            long spent = seen.pictures == 0 ? 0 : now - begin;
            done |= spent >= LOOK.toNanos() || seen.keySeconds > 0 && spent >= ENOUGH.toNanos();
            seen.seconds = spent / 1e9;
        }
        seen.cpuSeconds = (cpu.nanos() - cpuBegin) / 1e9;
        return seen;
    }

    private Finding judge(VideoSource source, Seen seen, boolean file) {
        if (!seen.isEnough()) {
            return Finding.failed("opens and gives no pictures", "try again; then restart the camera");
        }
        var ahead = source.cameraClockAhead();
        String text = String.format(
                Locale.ROOT,
                "%s %dx%d, %.1f frames a second, %s, decoded by %s with %.0f %% of a core%s%s",
                source.codec(),
                seen.width,
                seen.height,
                (seen.pictures - 1) / seen.seconds,
                seen.keySeconds > 0
                        ? String.format(Locale.ROOT, "a key frame every %.1f s", seen.keySeconds)
                        : "no second key frame within " + LOOK.toSeconds() + " s",
                source.decoder(),
                100 * seen.cores(),
                seen.lost > 0 ? ", " + seen.lost + " damaged" : "",
                ahead.map(CameraCheck::clockText).orElse(""));
        if (ahead.map(Duration::abs).filter(off -> off.compareTo(CLOCK_OFF) > 0).isPresent()) {
            return Finding.warning(
                    text, "set the camera's clock by NTP; events carry this machine's time all the same");
        }
        boolean sparse = camera.decode().policy() != GatewayConfig.Policy.ALL;
        if (sparse && !file && (seen.keySeconds == 0 || seen.keySeconds > LONG_GOP.toSeconds())) {
            return Finding.warning(
                    text, "set the camera to a key frame every 1 to 2 s: rarer ones save little decoding");
        }
        String advice = modelWidth.isPresent()
                ? DecodeCost.advice(
                        seen.cores(),
                        seen.width,
                        modelWidth.getAsInt(),
                        camera.detectUrl().isPresent())
                : "";
        return advice.isEmpty() ? Finding.ok(text) : new Finding(Finding.State.OK, text, advice);
    }

    private static String clockText(Duration ahead) {
        long seconds = ahead.toSeconds();
        return Math.abs(seconds) <= 2
                ? ", its clock agrees"
                : ", its clock is " + Math.abs(seconds) + " s " + (seconds > 0 ? "ahead" : "behind");
    }

    private String impatience(VideoException.Reason reason) {
        boolean cut = longer(camera.connectTimeout(), camera.stallAfter()).compareTo(MOST) > 0;
        return cut && reason == VideoException.Reason.TIMEOUT
                ? "; doctor does not wait longer than " + MOST.toSeconds() + " s, the gateway does"
                : "";
    }

    static String remedy(VideoException.Reason reason) {
        return switch (reason) {
            case UNREACHABLE, TIMEOUT -> "check the camera's power, network and address";
            case UNAUTHORIZED -> "check user and password in the camera's url";
            case UNKNOWN_LOGIN -> "set the camera's authentication to digest by MD5; user and password were not tried";
            case UNTRUSTED ->
                "find out whose certificate that is before you trust it; then set tls of the camera" + " to it";
            case UNVERIFIABLE ->
                "let the daemon's user read the file of the camera's tls.ca, and see that it holds the CA";
            case NOT_FOUND -> "check the path in the camera's url";
            case REFUSED ->
                "see how many viewers the camera has and allows, and its path and transport; then try again";
            case NOT_A_STREAM -> "check scheme, port and path in the camera's url";
            case NO_VIDEO, UNSUPPORTED -> "choose a stream with H.264, H.265 or MJPEG video";
            case REFUSED_SCHEME -> "correct the camera's url";
            case TOO_LARGE -> "choose a smaller picture in the camera";
            case EXHAUSTED ->
                "configure fewer cameras or smaller streams, or give the machine or the container more memory; where the"
                        + " machine has it, raise maxPhysicalBytes, MemoryHigh= and MemoryMax= together"
                        + " (systemd/README.md, How many cameras), and LimitNOFILE= of the unit";
            case BROKEN, CLOSED -> "try again; then restart the camera";
        };
    }
}
