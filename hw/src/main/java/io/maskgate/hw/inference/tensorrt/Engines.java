package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.host.Host;
import io.maskgate.hw.inference.AcceleratedDetector;
import io.maskgate.hw.inference.CpuPrecision;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.EngineFault;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.RawEngine;
import io.maskgate.hw.inference.ZooModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Chooses engines and opens detectors on them. Thread-safe. */
public final class Engines {
    /** Engines are built for batches up to this size, whatever is asked of them later. */
    public static final int MAX_BATCH = 8;

    private static final System.Logger LOG = System.getLogger(Engines.class.getName());
    /** Of discrete cards, and of the Jetsons' own GPU. */
    static final List<String> DEVICES = List.of("/dev/nvidiactl", "/dev/nvhost-gpu", "/dev/nvgpu");

    private static final Duration PROBE = Duration.ofSeconds(10);

    private final NativeLayer layer;
    private final AccuracyCheck check;
    private final EngineTiming timing;
    private final Host host;
    private final PreparationTurn turn = new PreparationTurn();

    Engines(NativeLayer layer, AccuracyCheck check, EngineTiming timing, Host host) {
        this.layer = layer;
        this.check = check;
        this.timing = timing;
        this.host = host;
    }

    public static Engines ofThisHost() {
        return new Engines(HostLayer.ofThisHost(), AccuracyCheck.ofCard(), EngineTiming.standard(), Host.read());
    }

    /**
     * Lets a process with a GPU grow: CUDA's libraries and the builder take more memory than JavaCPP allows a process with
     * a small heap, and what it would refuse then are FFmpeg's frames. To be called before anything native is loaded; does
     * nothing where there is no NVIDIA device.
     */
    public static void makeRoom() {
        if (hasDevice()) {
            System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        }
    }

    /** Whether there is an NVIDIA device, usable or not. */
    public static boolean hasDevice() {
        return DEVICES.stream().anyMatch(device -> Files.exists(Path.of(device)));
    }

    /** GPU, driver and TensorRT, or what is missing; ten seconds at most. */
    public Gpu probe() {
        var answer = new CompletableFuture<Gpu>();
        Thread.ofPlatform().daemon().name("gpu-probe").start(() -> {
            try {
                answer.complete(layer.probe());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(PROBE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return new Gpu.Absent(
                    "GPU: the driver did not answer within " + PROBE.toSeconds() + " s",
                    "check that nvidia-smi works, restart the machine, or set model.engine to cpu");
        } catch (ExecutionException e) {
            return new Gpu.Absent("GPU: looking for it failed: " + e.getCause(), "set model.engine to cpu");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Gpu.Absent("GPU: looking for it was interrupted", "try again");
        }
    }

    /**
     * A detector that works at once, on the CPU, and goes over to TensorRT by itself as soon as an engine is ready; the
     * first time on a machine that takes minutes.
     *
     * @param cache folder of built engines; made when needed
     * @throws InferenceException when the model cannot be used, or TensorRT is asked for and cannot be had, unless a
     *     service was restarted because its GPU was lost
     */
    public Detector open(ZooModel model, EngineWish wish, InferenceOptions options, Path cache) {
        return open(model, wish, options, cache, wish.kind() != EngineWish.Kind.CPU, Optional.empty());
    }

    /**
     * As {@link #open}, but waits: for TensorRT asked for until it is built, otherwise only for an engine that lies in
     * the cache.
     *
     * @throws InferenceException also when TensorRT is asked for and does not come about
     */
    public Detector openNow(
            ZooModel model, EngineWish wish, InferenceOptions options, Path cache, EngineProgress progress) {
        boolean asked = wish.kind() == EngineWish.Kind.TENSORRT;
        var detector = open(model, wish, options, cache, asked, Optional.of(progress));
        if (asked && detector.status().state() != EngineStatus.State.ACCELERATED) {
            try (detector) {
                throw new InferenceException(
                        "engine tensorrt was asked for: " + detector.status().detail());
            }
        }
        return detector;
    }

    private Detector open(
            ZooModel model,
            EngineWish wish,
            InferenceOptions options,
            Path cache,
            boolean mayBuild,
            Optional<EngineProgress> waiting) {
        if (wish.kind() == EngineWish.Kind.CPU) {
            return onCpu(model, wish, options);
        }
        boolean asked = wish.kind() == EngineWish.Kind.TENSORRT;
        var attempts = waiting.isPresent() ? Attempts.ofPerson(cache) : Attempts.ofService(cache);
        return switch (probe()) {
            case Gpu.Absent absent -> {
                // A restart that was to bring the GPU back must not leave a box without cameras that had the CPU.
                if (asked && !attempts.restartedLately()) {
                    throw new InferenceException("engine tensorrt was asked for: " + absent.text());
                }
                var cpu = onCpu(model, wish, options);
                LOG.log(
                        asked ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                        asked
                                ? "engine tensorrt was asked for, and the GPU was lost before this start; the CPU serves: {0}"
                                : "the CPU serves: {0}",
                        absent.reason());
                if (waiting.isPresent() || !layer.mayCome()) {
                    yield new AcceleratedDetector(cpu, new NoAccelerator(absent.reason()), options);
                }
                var late = new LateAccelerator(
                        absent.reason(),
                        layer::probe,
                        gpu -> accelerator(gpu, model, wish, cpu.model(), cache, attempts, mayBuild, _ -> {}),
                        retry());
                late.start();
                yield new AcceleratedDetector(cpu, late, options);
            }
            case Gpu.Present gpu -> {
                LOG.log(System.Logger.Level.INFO, "GPU: {0}", gpu.text());
                wish.precision().ifPresent(precision -> requireOffered(model, precision));
                var cpu = OnnxDetector.open(cpuFile(model, wish, true), oneByOne(options));
                var accelerator =
                        accelerator(gpu, model, wish, cpu.model(), cache, attempts, mayBuild, waiting.orElse(_ -> {}));
                accelerator.start();
                var detector = new AcceleratedDetector(cpu, accelerator, options);
                if (waiting.isPresent()) {
                    await(accelerator, detector);
                }
                yield detector;
            }
        };
    }

    private TensorRtAccelerator accelerator(
            Gpu.Present gpu,
            ZooModel model,
            EngineWish wish,
            ModelInfo info,
            Path cache,
            Attempts attempts,
            boolean mayBuild,
            EngineProgress progress) {
        var counters = new EngineCounters();
        var candidates = candidates(model, wish.precision());
        return new TensorRtAccelerator(
                preparation(gpu, model, info, candidates, cache, attempts, counters, mayBuild),
                counters,
                retry(),
                timing.look(),
                new LostGpu(timing.lost(), attempts),
                progress);
    }

    private Retry retry() {
        return new Retry(timing.firstRetry(), timing.lastRetry());
    }

    /**
     * Lets a model compute built-in pictures as the CPU would serve it, and holds the answers against its fp32 file where it
     * has one. It finds files that load and compute nonsense, not models that are not good.
     *
     * @throws InferenceException when the answers are no numbers, or others than fp32's
     */
    public void check(ZooModel model, EngineWish wish) {
        var options = InferenceOptions.defaults().withThreads(1).withMaxBatch(2);
        var file = cpuFile(model, wish, wish.kind() != EngineWish.Kind.CPU && probe() instanceof Gpu.Present);
        try (var serves = OnnxDetector.open(file, options);
                var reference = OnnxDetector.open(model.onnx(), options);
                var pictures = new ReferencePictures(
                        serves.model().width(), serves.model().height())) {
            var found = SelfCheck.compare(
                    reference.raw(),
                    serves.raw(),
                    pictures.images(),
                    serves.model().anchors());
            SelfCheck.judge(found, Precision.ofFile(file)).ifPresent(reason -> {
                throw new InferenceException("model " + file + ": on built-in pictures, compared with " + model.onnx()
                        + ": " + reason + "; the file is not what its card says: make or install it again");
            });
        } catch (EngineFault e) {
            throw new InferenceException("model " + file + ": failed on built-in pictures: " + e.getMessage(), e);
        }
    }

    /**
     * The file that the CPU runs for a wish, alone or beside a GPU, whoever opens a detector there; its sum is checked.
     *
     * @param gpuPresent whether a precision other than fp32 is asked of the GPU, as in any case where TensorRT is asked
     *     for: this processor may be slower in it, or less accurate
     * @throws InferenceException when there is no such file or its sum differs from the card's
     */
    public Path cpuFile(ZooModel model, EngineWish wish, boolean gpuPresent) {
        boolean forGpu = switch (wish.kind()) {
            case CPU -> false;
            case AUTO -> gpuPresent;
            case TENSORRT -> true;
        };
        return model.onnx(wish.precision()
                .filter(precision -> !forGpu || precision == Precision.FP32)
                .orElseGet(() -> CpuPrecision.of(model, host).precision()));
    }

    private static void await(TensorRtAccelerator accelerator, Detector detector) {
        try {
            accelerator.awaitFirst();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            try (detector) {
                throw new InferenceException("interrupted while an engine was prepared");
            }
        }
    }

    /**
     * Builds an engine into the cache for the daemon and tries it.
     *
     * @param precision the best that is offered when absent
     * @return its name, such as {@code tensorrt fp16}
     * @throws InferenceException when there is no GPU, no TensorRT, no working engine, or it cannot be kept
     */
    public String build(ZooModel model, Optional<Precision> precision, Path cache, EngineProgress progress) {
        var gpu = switch (probe()) {
            case Gpu.Present present -> present;
            case Gpu.Absent absent -> throw new InferenceException(absent.text());
        };
        progress.step("GPU: " + gpu.text());
        var folder = new DaemonsFolder(cache, user -> EngineOwner.build(user, model, precision, cache));
        folder.require();
        var candidates = candidates(model, precision);
        var preparation = preparation(
                gpu, model, info(model), candidates, cache, Attempts.ofPerson(cache), new EngineCounters(), true);
        try (var engine = preparation.prepare(progress)) {
            preparation.unkept().ifPresent(reason -> {
                throw folder.unusable(reason);
            });
            return engine.name();
        } catch (EngineRefused | NativeFault e) {
            throw new InferenceException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InferenceException("interrupted while an engine was prepared");
        }
    }

    /**
     * Which engine of the cache a service with this wish would load. None is loaded, and nothing is written.
     *
     * @return its precision
     * @throws InferenceException when it would load none, with the reasons
     */
    public Precision lying(Gpu.Present gpu, ZooModel model, EngineWish wish, Path cache) {
        var candidates = candidates(model, wish.precision());
        var attempts = Attempts.ofPerson(cache);
        try {
            return preparation(gpu, model, info(model), candidates, cache, attempts, new EngineCounters(), false)
                    .lying();
        } catch (EngineRefused | NativeFault e) {
            throw new InferenceException(String.valueOf(e.getMessage()), e);
        }
    }

    private static ModelInfo info(ZooModel model) {
        try (var cpu =
                OnnxDetector.open(model.onnx(), InferenceOptions.defaults().withMaxBatch(1))) {
            return cpu.model();
        }
    }

    private EnginePreparation preparation(
            Gpu.Present gpu,
            ZooModel model,
            ModelInfo info,
            List<Precision> candidates,
            Path cache,
            Attempts attempts,
            EngineCounters counters,
            boolean mayBuild) {
        return new EnginePreparation(
                layer,
                new EnginePreparation.Parts(
                        gpu,
                        model,
                        info,
                        candidates,
                        MAX_BATCH,
                        mayBuild,
                        () -> reference(model, info),
                        new EngineCache(cache, counters),
                        attempts,
                        counters,
                        timing.run(),
                        turn,
                        new Shortages(timing.firstBuild(), timing.lastBuild())));
    }

    /** What agrees with other files than those the service loaded would serve under the tag of those. */
    private static RawEngine reference(ZooModel model, ModelInfo loaded) {
        var cpu = OnnxDetector.open(
                model.onnx(), InferenceOptions.defaults().withThreads(1).withMaxBatch(1));
        if (!cpu.model().equals(loaded)) {
            cpu.close();
            throw new InferenceException("model " + model.onnx() + ": expected " + loaded.tag()
                    + " as it was loaded, found " + cpu.model().tag()
                    + ": it was exchanged since; activate it again, or restart the gateway");
        }
        return cpu.raw();
    }

    private OnnxDetector onCpu(ZooModel model, EngineWish wish, InferenceOptions options) {
        wish.precision().ifPresent(precision -> requireOffered(model, precision));
        return OnnxDetector.open(cpuFile(model, wish, false), oneByOne(options));
    }

    /** On the CPU a batch takes longer than its pictures one after the other, and several times their memory. */
    private static InferenceOptions oneByOne(InferenceOptions options) {
        return options.withMaxBatch(1);
    }

    /**
     * What TensorRT is built from, best first: int8 and fp16 where their accuracy suffices, at last fp32, which may work
     * where this GPU builds the others not or wrong, and is far faster there than the processor.
     */
    private List<Precision> candidates(ZooModel model, Optional<Precision> wish) {
        if (wish.isPresent()) {
            requireOffered(model, wish.get());
            return List.of(wish.get());
        }
        var candidates = new ArrayList<Precision>();
        for (var precision : List.of(Precision.INT8, Precision.FP16)) {
            if (check.refusal(model, precision).isEmpty()) {
                candidates.add(precision);
            }
        }
        if (model.files().containsKey(Precision.FP32)) {
            candidates.add(Precision.FP32);
        }
        return candidates;
    }

    private void requireOffered(ZooModel model, Precision precision) {
        check.refusal(model, precision).ifPresent(reason -> {
            throw new InferenceException(
                    "precision " + precision.text() + " was asked for: " + reason + ", or use precision auto");
        });
    }
}
