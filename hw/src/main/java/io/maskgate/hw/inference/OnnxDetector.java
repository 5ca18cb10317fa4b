package io.maskgate.hw.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import com.google.protobuf.UnknownFieldSet;
import io.maskgate.hw.host.LibraryCode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link Detector} over ONNX Runtime on the CPU. */
public final class OnnxDetector implements Detector {
    private static final String LIBRARY = "libonnxruntime.so";

    private final Path file;
    private final OrtSession session;
    private final OnnxBuffers buffers;
    private final ModelInfo model;
    private final InferenceOptions options;
    private final InferenceCounters counters = new InferenceCounters();
    private final Nms nms;
    private boolean closed;

    private OnnxDetector(
            Path file, OrtSession session, OnnxBuffers buffers, ModelInfo model, InferenceOptions options) {
        this.file = file;
        this.session = session;
        this.buffers = buffers;
        this.model = model;
        this.options = options;
        this.nms = new Nms(model.anchors(), options, counters);
    }

    /** A class of each archive of the class path that detecting needs. */
    public static List<Class<?>> parts() {
        return List.of(OnnxDetector.class, OrtEnvironment.class, UnknownFieldSet.class);
    }

    /**
     * Loads a model, holds it against the contract and runs it once, so that the first picture is not slower than the
     * others.
     *
     * @throws InferenceException when the file is missing, damaged, or breaks the contract
     */
    public static OnnxDetector open(Path onnx, InferenceOptions options) {
        OnnxFile.checked(onnx);
        var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "maskgate");
        var session = load(environment, onnx, options);
        LibraryCode.letGo(LIBRARY);
        try {
            var contract = new OnnxContract(onnx);
            var warmUp = new OnnxWarmUp(environment, session, contract);
            var model = warmUp.run(contract.check(session), options.maxBatch());
            return new OnnxDetector(
                    onnx, session, new OnnxBuffers(environment, model, options.maxBatch()), model, options);
        } catch (OrtException e) {
            closeQuietly(session, e);
            throw new InferenceException("model " + onnx + ": the engine failed on it: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            closeQuietly(session, e);
            throw e;
        }
    }

    @Override
    public ModelInfo model() {
        return model;
    }

    @Override
    public String engine() {
        return "onnxruntime cpu " + Precision.ofFile(file).text();
    }

    @Override
    public int batch() {
        return options.maxBatch();
    }

    @Override
    public InferenceStats stats() {
        return counters.snapshot();
    }

    @Override
    public List<List<Detection>> detect(List<InputImage> images, float minScore) {
        check(images, minScore);
        var results = new ArrayList<List<Detection>>(images.size());
        for (int from = 0; from < images.size(); from += options.maxBatch()) {
            var batch = images.subList(from, Math.min(images.size(), from + options.maxBatch()));
            run(batch);
            for (int i = 0; i < batch.size(); i++) {
                var letterbox = batch.get(i).letterbox();
                results.add(nms.select(buffers.boxes(), buffers.scores(), i, minScore, letterbox));
            }
        }
        return List.copyOf(results);
    }

    /** The predictions before NMS, to compare engines by; this detector's own memory, on this detector's thread. */
    public RawEngine raw() {
        return new RawEngine() {
            @Override
            public String name() {
                return engine();
            }

            @Override
            public int maxBatch() {
                return options.maxBatch();
            }

            @Override
            public void run(List<InputImage> batch) {
                check(batch, 0);
                OnnxDetector.this.run(batch);
            }

            @Override
            public FloatBuffer boxes() {
                return buffers.boxes();
            }

            @Override
            public FloatBuffer scores() {
                return buffers.scores();
            }

            @Override
            public void close() {
                OnnxDetector.this.close();
            }
        };
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (buffers) {
            session.close();
        } catch (OrtException e) {
            throw new InferenceException("model " + file + ": closing failed: " + e.getMessage(), e);
        }
    }

    private void run(List<InputImage> batch) {
        long start = System.nanoTime();
        try {
            buffers.run(session, batch);
            counters.runs.increment();
            counters.pictures.add(batch.size());
        } catch (OrtException e) {
            counters.failures.increment();
            throw new InferenceException(
                    "model " + file + ": inference on " + batch.size() + " pictures failed: " + e.getMessage(), e);
        } finally {
            counters.engineNanos.add(System.nanoTime() - start);
        }
    }

    void check(List<InputImage> images, float minScore) {
        if (closed) {
            throw new IllegalStateException("detector of model " + file + " is closed");
        }
        if (images.isEmpty()) {
            throw new IllegalArgumentException("no images, expected at least one");
        }
        if (!(minScore >= 0 && minScore <= 1)) {
            throw new IllegalArgumentException("minScore is " + minScore + ", expected 0 to 1");
        }
        for (var image : images) {
            if (image.width() != model.width() || image.height() != model.height()) {
                throw new IllegalArgumentException("image is " + image.width() + "x" + image.height() + ", expected "
                        + model.width() + "x" + model.height() + " as model " + model.tag());
            }
        }
    }

    private static OrtSession load(OrtEnvironment environment, Path onnx, InferenceOptions options) {
        try (var settings = new SessionOptions();
                var memory = Arena.ofConfined()) {
            settings.setOptimizationLevel(OptLevel.ALL_OPT);
            settings.setExecutionMode(ExecutionMode.SEQUENTIAL);
            settings.setIntraOpNumThreads(options.threads());
            settings.setInterOpNumThreads(1);
            settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            // decoding needs the cores that spinning workers would burn between two frames
            settings.addConfigEntry("session.intra_op.allow_spinning", "0");
            settings.addConfigEntry("session.inter_op.allow_spinning", "0");
            // without it a run allocates one block of the size that the last run of this shape needed: as fast for one
            // picture, and 3 to 12 MB smaller than an arena that grows by doubling; the blocks of larger batches would
            // go back to the system after each run, and be had again page by page
            settings.setCPUArenaAllocator(options.maxBatch() > 1);
            // tiny activations of dark pictures must not fall onto the slow denormal path
            settings.addConfigEntry("session.set_denormal_as_zero", "1");
            var unsigned = UnsignedReading.of(onnx, memory);
            return unsigned.isPresent()
                    ? environment.createSession(unsigned.get(), settings)
                    : environment.createSession(onnx.toString(), settings);
        } catch (IOException e) {
            throw new InferenceException("model " + onnx + ": cannot be read: " + e.getMessage(), e);
        } catch (OrtException e) {
            throw new InferenceException(
                    "model " + onnx + ": expected an ONNX model, found a file the engine cannot load (" + e.getMessage()
                            + "); it may be truncated: compare its sha256 with the model's card, or copy it again",
                    e);
        }
    }

    private static void closeQuietly(OrtSession session, Throwable reason) {
        try {
            session.close();
        } catch (OrtException e) {
            reason.addSuppressed(e);
        }
    }
}
