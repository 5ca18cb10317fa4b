package io.maskgate.daemon.cli.doctor;

import io.maskgate.hw.host.Host;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.RgbPicture;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What does not depend on a configuration: host, Java, FFmpeg, model. */
final class HostChecks {
    private static final int LEAST_JAVA = 25;
    private static final long LEAST_BYTES = 512L << 20;
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");

    private HostChecks() {}

    /** @param model named by the configuration; the zoo's default when absent */
    static List<Check> all(ModelZoo zoo, Optional<String> model) {
        return List.of(
                new Check("host", Duration.ofSeconds(5), HostChecks::host),
                new Check("java", Duration.ofSeconds(5), HostChecks::java),
                new Check("ffmpeg", Duration.ofSeconds(20), HostChecks::ffmpeg),
                new Check("model", Duration.ofSeconds(25), () -> model(zoo, model)));
    }

    private static Finding host() {
        var host = Host.read();
        long bytes = host.usableBytes().orElse(0);
        String text = String.format(
                Locale.ROOT,
                "%s, %s, %d cores, %.1f GiB memory",
                host.board().or(host::cpu).orElse("unknown processor"),
                host.arch(),
                host.cores(),
                bytes / (double) (1L << 30));
        if (!ARCHITECTURES.contains(host.arch())) {
            return Finding.failed(text, "Maskgate runs on amd64 and aarch64");
        }
        if (bytes > 0 && bytes < LEAST_BYTES) {
            return Finding.warning(text, "at least 512 MiB are recommended");
        }
        return Finding.ok(text);
    }

    private static Finding java() {
        String text = System.getProperty("java.vm.name") + " " + Runtime.version();
        return Runtime.version().feature() >= LEAST_JAVA
                ? Finding.ok(text)
                : Finding.failed(text, "install JDK 25 or newer");
    }

    private static Finding ffmpeg() {
        try (var encoder = new JpegEncoder()) {
            int bytes = encoder.encode(new RgbPicture(64, 64), 80).length;
            return Finding.ok("loads and encodes (" + bytes + " bytes of JPEG)");
        } catch (LinkageError e) {
            return Finding.failed(
                    "native libraries do not load: " + e.getMessage(), "install the package for this architecture");
        }
    }

    private static Finding model(ModelZoo zoo, Optional<String> name) {
        try (var detector = OnnxDetector.open(
                name.map(zoo::resolve).orElseGet(zoo::defaultModel).onnxForCpu(),
                InferenceOptions.defaults().withMaxBatch(1))) {
            var info = detector.model();
            try (var input =
                    new InputPool(1, info.width(), info.height()).acquire().orElseThrow()) {
                long start = System.nanoTime();
                detector.detect(List.of(input), 0.5f);
                double millis = (System.nanoTime() - start) / 1e6;
                return Finding.ok(String.format(
                        Locale.ROOT,
                        "%s, %dx%d, %s, %.1f ms a picture",
                        info.tag(),
                        info.width(),
                        info.height(),
                        detector.engine(),
                        millis));
            }
        } catch (InferenceException e) {
            return Finding.failed(
                    String.valueOf(e.getMessage()),
                    "see maskgate models list; set model.name, or install the model again");
        }
    }
}
