package io.maskgate.hw.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Runs a model file with the input of the contract and any float outputs: for looking into a network. Confined to one
 * thread; owns its native memory.
 */
public final class OnnxProbe implements AutoCloseable {
    private final Path file;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private OnnxProbe(Path file, OrtEnvironment environment, OrtSession session) {
        this.file = file;
        this.environment = environment;
        this.session = session;
    }

    /**
     * Loads a file.
     *
     * @param threads of one run; 1 is the caller's own
     * @throws InferenceException when the engine does not take it
     */
    public static OnnxProbe open(Path onnx, int threads) {
        var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "maskgate");
        try (var settings = new SessionOptions()) {
            settings.setIntraOpNumThreads(threads);
            settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return new OnnxProbe(onnx, environment, environment.createSession(onnx.toString(), settings));
        } catch (OrtException e) {
            throw new InferenceException("model " + onnx + ": the engine cannot load it: " + e.getMessage(), e);
        }
    }

    /**
     * Runs one picture.
     *
     * @param outputs is given each output's name and numbers, row-major; they are gone when it returns
     * @throws InferenceException when the engine fails
     */
    public void run(InputImage image, BiConsumer<String, FloatBuffer> outputs) {
        long[] shape = {1, image.height(), image.width(), 3};
        var pixels = image.pixels().duplicate().clear();
        try (var input = OnnxTensor.createTensor(environment, pixels, shape, OnnxJavaType.UINT8);
                var result = session.run(Map.of(OnnxContract.INPUT, input))) {
            for (var output : result) {
                if (output.getValue() instanceof OnnxTensor tensor) {
                    outputs.accept(output.getKey(), tensor.getFloatBuffer());
                }
            }
        } catch (OrtException e) {
            throw new InferenceException("model " + file + ": the engine failed on it: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new InferenceException("model " + file + ": closing failed: " + e.getMessage(), e);
        }
    }
}
