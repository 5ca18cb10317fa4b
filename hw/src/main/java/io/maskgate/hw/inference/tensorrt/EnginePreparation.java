package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.EngineFault;
import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.hw.inference.OnnxFile;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.RawEngine;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.hw.inference.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * From a model to an engine that was seen to work: out of the cache or built, loaded, warmed up and compared with the
 * CPU at every batch size. A precision that cannot be built or computes something else is left out for the rest of the
 * process, and the next one tried. One thread at a time; of several in a process, one builds at a time.
 */
final class EnginePreparation {
    private static final System.Logger LOG = System.getLogger(EnginePreparation.class.getName());
    /** Kernels are loaded and graphs recorded by the first runs of a batch size: they may take long without a fault. */
    private static final Duration FIRST_RUN = Duration.ofSeconds(60);

    private static final String NOT_BUILT = "not in the cache; maskgate engine build makes it";

    private final NativeLayer layer;
    private final Parts parts;
    private final EngineBuilds engineBuilds;
    private final Map<Precision, String> leftOut = new LinkedHashMap<>();
    /** In this attempt; a disk that is gone for a moment, or memory, is no reason for the rest of the process. */
    private final Map<Precision, String> passedOver = new LinkedHashMap<>();
    /** Whether one of them lacked memory when it was built, now or lately. */
    private boolean shortOfMemory;

    private @Nullable GuardedEngine last;
    private boolean lost;
    /** Whether what was kept turned out to be of no use to whoever may not build. */
    private boolean useless;
    /** Of the device, when {@link #last} was made. */
    private long epoch;

    /**
     * @param candidates in the order in which they are tried
     * @param reference opens the model on the CPU, in fp32, to compare with
     * @param mayBuild whether an engine that is not in the cache is built
     * @param attempts remembers engines that end the process
     * @param deadline of one run once the engine serves
     * @param turn of whoever prepares, the same for all in a process
     * @param shortages remembers engines that are not built again yet
     */
    record Parts(
            Gpu.Present gpu,
            ZooModel model,
            ModelInfo info,
            List<Precision> candidates,
            int maxBatch,
            boolean mayBuild,
            Supplier<RawEngine> reference,
            EngineCache cache,
            Attempts attempts,
            EngineCounters counters,
            Duration deadline,
            PreparationTurn turn,
            Shortages shortages) {
        Parts {
            candidates = List.copyOf(candidates);
        }
    }

    EnginePreparation(NativeLayer layer, Parts parts) {
        this.layer = layer;
        this.parts = parts;
        this.engineBuilds = new EngineBuilds(layer, parts);
    }

    /**
     * @throws NativeFault when it may work later
     * @throws EngineRefused when every candidate is left out
     * @throws InterruptedException also when it was {@linkplain #abandon abandoned} before the next could be begun
     */
    GuardedEngine prepare(EngineProgress progress) throws NativeFault, EngineRefused, InterruptedException {
        recover();
        passedOver.clear();
        shortOfMemory = false;
        for (var precision : parts.candidates()) {
            if (!leftOut.containsKey(precision)) {
                var engine = prepare(precision, progress);
                if (engine.isPresent()) {
                    return engine.get();
                }
            }
        }
        throw refused();
    }

    /**
     * Which candidate the service would load, without loading it.
     *
     * @throws EngineRefused when it would load none, with the reasons
     * @throws NativeFault when a file of the model cannot be read now
     */
    Precision lying() throws EngineRefused, NativeFault {
        for (var precision : parts.candidates()) {
            try {
                var key = key(precision, read(precision));
                var told = parts.attempts().told(key);
                if (told.isEmpty() && parts.cache().has(key)) {
                    return precision;
                }
                leftOut.put(precision, told.orElse(NOT_BUILT));
            } catch (IOException e) {
                passedOver.put(precision, "the model's file cannot be read: " + e.getMessage());
            }
        }
        throw refused();
    }

    /** Why there is no engine, as something that stays so. */
    private EngineRefused refused() throws NativeFault {
        var reasons = new ArrayList<String>();
        leftOut.forEach((precision, reason) -> reasons.add(precision.text() + ": " + reason));
        passedOver.forEach((precision, reason) -> reasons.add(precision.text() + ": " + reason));
        String text = "no TensorRT engine for model " + parts.model().name() + ": "
                + (reasons.isEmpty() ? "it has no file for it" : String.join("; ", reasons));
        if (shortOfMemory) {
            throw new NativeFault(NativeFault.Kind.BUILD_OUT_OF_MEMORY, text + CudaErrors.FREE_SOME);
        }
        if (!passedOver.isEmpty()) {
            throw new NativeFault(NativeFault.Kind.FAILED, text);
        }
        return new EngineRefused(text, parts.mayBuild());
    }

    private EngineKey key(Precision precision, byte[] onnx) {
        String sha = Sha256.hex(onnx);
        var shape = EngineShape.of(parts.info(), parts.maxBatch());
        return EngineKey.of(parts.model().name(), sha, parts.gpu(), precision, shape);
    }

    private byte[] read(Precision precision) throws IOException {
        try {
            return Files.readAllBytes(OnnxFile.checked(parts.model().onnx(precision)));
        } catch (InferenceException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Closes an engine that was prepared here.
     *
     * @param end why it failed; null when it did not
     */
    void takeBack(GuardedEngine engine, @Nullable EngineFault end) {
        engine.close();
        if (end != null && end.getCause() instanceof NativeFault fault) {
            lost |= fault.kind() == NativeFault.Kind.DEVICE_LOST;
        }
    }

    /** Whether the device is lost to this process, or has not returned a call; as far as is known before another attempt. */
    boolean isDeviceGone() {
        var before = last;
        return lost || before != null && !before.freed();
    }

    /** How long there is nothing to build, where all that is left lacked memory. */
    Duration untilBuild() {
        return parts.shortages().pause();
    }

    /** Whether an engine that lacked memory here lies in the cache all the same: somebody built it by hand. */
    boolean isBuiltByHand() {
        return parts.shortages().keys().stream()
                .anyMatch(key ->
                        !leftOut.containsKey(key.precision()) && parts.cache().has(key));
    }

    /** All ends in good order; what is being prepared is left to itself. */
    void abandon() {
        parts.attempts().abandon();
    }

    /** Nothing is asked of a GPU that has not returned the last call; a lost one is forgotten only after that. */
    private void recover() throws NativeFault {
        var before = last;
        if (before != null && !before.freed()) {
            throw new NativeFault(NativeFault.Kind.FAILED, "the GPU still holds on to a call that is overdue");
        }
        last = null;
        if (lost) {
            layer.reset(epoch);
            lost = false;
        }
    }

    private void goOn() throws InterruptedException {
        if (parts.attempts().abandoned()) {
            throw new InterruptedException("nobody needs the engine any more");
        }
    }

    private Optional<GuardedEngine> prepare(Precision precision, EngineProgress progress)
            throws NativeFault, InterruptedException {
        try {
            byte[] onnx = read(precision);
            var key = key(precision, onnx);
            if (parts.cache().has(key)) {
                useless = false;
                var kept = prepareInTurn(key, onnx, false, progress);
                if (!useless) {
                    return kept;
                }
            }
            var lacking = parts.shortages().reason(key);
            if (lacking.isPresent()) {
                shortOfMemory = true;
                passedOver.put(precision, lacking.get());
                return Optional.empty();
            }
            return prepareInTurn(key, onnx, true, progress);
        } catch (NativeFault e) {
            switch (e.kind()) {
                case REFUSED -> leaveOut(precision, "TensorRT refuses it: " + e.getMessage());
                case BUILD_OUT_OF_MEMORY -> {
                    shortOfMemory = true;
                    passOver(precision, String.valueOf(e.getMessage()), CudaErrors.FREE_SOME);
                }
                default -> {
                    lost |= e.kind() == NativeFault.Kind.DEVICE_LOST;
                    throw e;
                }
            }
        } catch (IOException e) {
            passOver(precision, "the model's file cannot be read: " + e.getMessage(), "");
        }
        return Optional.empty();
    }

    /** @param builds whether this one may build; without, what is kept is loaded beside another's build */
    private Optional<GuardedEngine> prepareInTurn(EngineKey key, byte[] onnx, boolean builds, EngineProgress progress)
            throws NativeFault, InterruptedException {
        parts.turn().take(key, builds, this::goOn, progress);
        try {
            goOn();
            // Whoever had the turn may have reset the device.
            epoch = layer.epoch();
            var refusal = parts.attempts().refusal(key);
            if (refusal.isPresent()) {
                leaveOut(key.precision(), refusal.get());
                return Optional.empty();
            }
            return !parts.mayBuild() && !parts.cache().has(key) ? notBuilt(key) : attempt(key, onnx, builds, progress);
        } finally {
            parts.turn().give(key, builds);
        }
    }

    private Optional<GuardedEngine> notBuilt(EngineKey key) {
        String reason = parts.attempts().told(key).orElse(NOT_BUILT);
        leftOut.put(key.precision(), reason);
        return Optional.empty();
    }

    /** From here on the process may die of it. */
    private Optional<GuardedEngine> attempt(EngineKey key, byte[] onnx, boolean builds, EngineProgress progress)
            throws NativeFault {
        var shape = EngineShape.of(parts.info(), parts.maxBatch());
        boolean good = false;
        engineBuilds.begin();
        parts.attempts().begin(key);
        try {
            var loaded = cached(key, shape, progress);
            if (loaded.isEmpty()) {
                if (!parts.mayBuild()) {
                    return notBuilt(key);
                }
                if (!builds) {
                    useless = true;
                    return Optional.empty();
                }
                loaded = Optional.of(layer.load(engineBuilds.build(key, onnx, shape, progress), shape));
            }
            var engine = checked(key.precision(), shape, loaded.get(), progress);
            good = engine.isPresent();
            return engine;
        } finally {
            parts.attempts().end(good);
        }
    }

    private Optional<NativeEngine> cached(EngineKey key, EngineShape shape, EngineProgress progress)
            throws NativeFault {
        var plan = parts.cache().engine(key);
        if (plan.isEmpty()) {
            return Optional.empty();
        }
        progress.step("loading tensorrt " + key.precision().text() + " from "
                + parts.cache().file(key));
        try {
            return Optional.of(layer.load(plan.get(), shape));
        } catch (NativeFault e) {
            if (e.kind() != NativeFault.Kind.REFUSED) {
                throw e;
            }
            parts.cache().discard(key, parts.cache().file(key) + ": TensorRT refuses it: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Why the engine in hand does not lie in the cache; empty where it does. */
    Optional<IOException> unkept() {
        return engineBuilds.unkept();
    }

    private Optional<GuardedEngine> checked(
            Precision precision, EngineShape shape, NativeEngine loaded, EngineProgress progress) throws NativeFault {
        String name = "tensorrt " + precision.text();
        var engine = new GuardedEngine(name, shape, loaded, FIRST_RUN);
        last = engine;
        boolean good = false;
        try (var pictures = new ReferencePictures(shape.width(), shape.height())) {
            progress.step("comparing " + name + " with the CPU");
            for (int batch = 1; batch <= shape.maxBatch(); batch++) {
                engine.warmUp(batch);
            }
            SelfCheck.Differences differences;
            try (var reference = parts.reference().get()) {
                differences = SelfCheck.compare(reference, engine, pictures.images(), shape.anchors());
            }
            var mismatch = SelfCheck.judge(differences, precision);
            if (mismatch.isPresent()) {
                parts.counters().add(Event.MISMATCH);
                leaveOut(precision, "its answers are not the CPU's: " + mismatch.get());
                return Optional.empty();
            }
            LOG.log(System.Logger.Level.INFO, "{0} agrees with the CPU: {1}", name, differences.text());
            engine.serveWithin(parts.deadline());
            good = true;
            return Optional.of(engine);
        } catch (EngineFault e) {
            if (e.getCause() instanceof NativeFault fault) {
                throw fault;
            }
            throw new NativeFault(NativeFault.Kind.FAILED, String.valueOf(e.getMessage()), e);
        } finally {
            if (!good) {
                engine.close();
            }
        }
    }

    private void passOver(Precision precision, String reason, String remedy) {
        passedOver.put(precision, reason);
        LOG.log(System.Logger.Level.WARNING, "tensorrt {0} is passed over: {1}{2}", precision.text(), reason, remedy);
    }

    private void leaveOut(Precision precision, String reason) {
        leftOut.put(precision, reason);
        LOG.log(
                System.Logger.Level.ERROR,
                "tensorrt {0} of model {1} is not used: {2}",
                precision.text(),
                parts.model().name(),
                reason);
    }
}
