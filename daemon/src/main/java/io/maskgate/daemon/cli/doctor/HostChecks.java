package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.gateway.EngineChoice;
import io.maskgate.hw.host.Host;
import io.maskgate.hw.host.Nvidia;
import io.maskgate.hw.host.Thermals;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.ZooModel;
import io.maskgate.hw.inference.tensorrt.EngineWish;
import io.maskgate.hw.inference.tensorrt.Engines;
import io.maskgate.hw.inference.tensorrt.Gpu;
import io.maskgate.hw.video.HardwareDecoders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/** What does not depend on a configuration: host, Java, libraries, decoders, model. */
final class HostChecks {
    private static final int LEAST_JAVA = 25;
    private static final long LEAST_BYTES = 512L << 20;
    /** Further pictures that are run after the first. */
    private static final int WARM = 5;

    private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");

    private HostChecks() {}

    /**
     * @param config where there is a valid one; the zoo's default model and the usual state folder otherwise
     * @param unit that runs with this configuration, if one does
     * @param capacity is told how long a picture takes
     */
    static List<Check> all(
            ModelZoo zoo,
            Optional<GatewayConfig> config,
            Optional<ServiceUnit> unit,
            HardwareDecoders hardware,
            Capacity capacity) {
        var name = config.flatMap(c -> c.model().name());
        Supplier<ZooModel> model = () -> name.map(zoo::resolve).orElseGet(zoo::defaultModel);
        var engines = Engines.ofThisHost();
        var wish = config.map(c -> EngineChoice.of(c.model())).orElseGet(EngineWish::auto);
        var tensorRt = new TensorRtCheck(
                engines,
                model,
                wish,
                config.map(GatewayConfig::state).orElse(ServiceUnit.STATE).resolve("engines"),
                unit,
                () -> Nvidia.read().present() || Engines.hasDevice());
        var options = InferenceOptions.defaults()
                .withThreads(config.map(c -> c.model().threads())
                        .filter(threads -> threads > 0)
                        .orElse(InferenceOptions.defaults().threads()))
                .withMaxBatch(1);
        return List.of(
                new Check("host", Duration.ofSeconds(5), HostChecks::host),
                new Check("java", Duration.ofSeconds(5), HostChecks::java),
                new Check("nvidia", Duration.ofSeconds(5), () -> MachineChecks.nvidia(Nvidia.read())),
                new Check("tensorrt", Duration.ofSeconds(25), tensorRt::look),
                new Check("temperature", Duration.ofSeconds(5), () -> MachineChecks.thermals(Thermals.read())),
                new Check("clock", Duration.ofSeconds(5), MachineChecks::clock),
                new Check("ffmpeg", Duration.ofSeconds(20), LibraryChecks::ffmpeg),
                new Check("sqlite", Duration.ofSeconds(10), LibraryChecks::sqlite),
                new Check("decoders", Duration.ofSeconds(25), () -> LibraryChecks.decoders(hardware)),
                new Check("model", Duration.ofSeconds(25), () -> model(model, engines, wish, unit, options, capacity)));
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

    private static Finding model(
            Supplier<ZooModel> model,
            Engines engines,
            EngineWish wish,
            Optional<ServiceUnit> unit,
            InferenceOptions options,
            Capacity capacity) {
        try {
            return run(model.get(), engines, wish, unit, options, capacity);
        } catch (InferenceException e) {
            return Finding.failed(
                    String.valueOf(e.getMessage()),
                    "see maskgate models list; set model.name and model.precision, or install the model again");
        }
    }

    /** Checks every file's sum, then runs one picture through the one that the processor runs in the gateway. */
    private static Finding run(
            ZooModel model,
            Engines engines,
            EngineWish wish,
            Optional<ServiceUnit> unit,
            InferenceOptions options,
            Capacity capacity) {
        long sums = model.files().keySet().stream().filter(model::hasSum).count();
        model.files().keySet().forEach(model::onnx);
        boolean gpuPresent = mayServe(wish, unit, engines::probe);
        try (var detector = OnnxDetector.open(engines.cpuFile(model, wish, gpuPresent), options)) {
            var info = detector.model();
            try (var input =
                    new InputPool(1, info.width(), info.height()).acquire().orElseThrow()) {
                double millis = millis(detector, input);
                if (!gpuPresent) {
                    // The least: the cameras' checks decode at the same time.
                    capacity.picture(DoubleStream.generate(() -> millis(detector, input))
                            .limit(WARM)
                            .min()
                            .orElseThrow());
                }
                String text = String.format(
                        Locale.ROOT,
                        "%s, %dx%d, %s, %.1f ms for a first picture; card %s, sums of %d of %d files right",
                        info.tag(),
                        info.width(),
                        info.height(),
                        detector.engine(),
                        millis,
                        model.card().isPresent() ? "read" : "missing",
                        sums,
                        model.files().size());
                return sums == model.files().size()
                        ? Finding.ok(text)
                        : Finding.warning(text, "use a model of the zoo: its card tells a damaged file");
            }
        }
    }

    /** Whether a GPU serves, once it has an engine: not one that whoever types doctor sees and the service does not. */
    static boolean mayServe(EngineWish wish, Optional<ServiceUnit> unit, Supplier<Gpu> probe) {
        return wish.kind() != EngineWish.Kind.CPU
                && unit.flatMap(ServiceUnit::hidesDevices).isEmpty()
                && probe.get() instanceof Gpu.Present;
    }

    private static double millis(OnnxDetector detector, InputImage input) {
        long start = System.nanoTime();
        detector.detect(List.of(input), 0.5f);
        return (System.nanoTime() - start) / 1e6;
    }
}
