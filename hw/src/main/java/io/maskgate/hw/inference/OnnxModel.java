package io.maskgate.hw.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX model of any kind with one picture-like input and outputs of numbers, on the CPU: for models that do not keep the
 * detector's contract, such as other people's detectors. Any number of threads may run it at once.
 */
public final class OnnxModel implements AutoCloseable {
    private final Path file;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private OnnxModel(Path file, OrtEnvironment environment, OrtSession session) {
        this.file = file;
        this.environment = environment;
        this.session = session;
    }

    /** What the input's values are. */
    public enum Values {
        FLOAT32(OnnxJavaType.FLOAT),
        FLOAT16(OnnxJavaType.FLOAT16),
        UINT8(OnnxJavaType.UINT8);

        private final OnnxJavaType type;

        Values(OnnxJavaType type) {
            this.type = type;
        }

        /** Of one of them. */
        public int bytes() {
            return type.size;
        }
    }

    /** One output, row-major; whole numbers too are read as floats. */
    public record Output(long[] shape, float[] values) {}

    /**
     * Loads a file.
     *
     * @param threads of one run
     * @throws InferenceException when it is missing or no model
     */
    public static OnnxModel open(Path onnx, int threads) {
        OnnxFile.checked(onnx);
        var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "maskgate");
        try (var settings = new SessionOptions()) {
            settings.setIntraOpNumThreads(threads);
            settings.setInterOpNumThreads(1);
            settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            settings.addConfigEntry("session.intra_op.allow_spinning", "0");
            // tiny activations must not fall onto the slow denormal path
            settings.addConfigEntry("session.set_denormal_as_zero", "1");
            return new OnnxModel(onnx, environment, environment.createSession(onnx.toString(), settings));
        } catch (OrtException e) {
            throw new InferenceException(
                    "model " + onnx + ": expected an ONNX model, found a file the engine cannot load (" + e.getMessage()
                            + ")",
                    e);
        }
    }

    /**
     * What the input named so takes.
     *
     * @throws InferenceException when there is no such input, or it takes none of {@link Values}
     */
    public Values input(String name) {
        try {
            var info = session.getInputInfo().get(name);
            if (info == null) {
                throw new InferenceException("model " + file + ": input: expected " + name + ", found "
                        + session.getInputInfo().keySet());
            }
            for (var values : Values.values()) {
                if (info.getInfo() instanceof TensorInfo tensor && tensor.type == values.type) {
                    return values;
                }
            }
            throw new InferenceException("model " + file + ": input " + name
                    + ": expected float32, float16 or uint8, found " + info.getInfo());
        } catch (OrtException e) {
            throw new InferenceException("model " + file + ": " + e.getMessage(), e);
        }
    }

    public Set<String> outputs() {
        return session.getOutputNames();
    }

    /**
     * Runs it once.
     *
     * @param values direct, native order, from position to limit
     * @param wanted the outputs' names
     * @throws InferenceException when the engine fails, or an output is no tensor of floats or whole numbers
     */
    public Map<String, Output> run(String input, ByteBuffer values, long[] shape, Set<String> wanted) {
        var type = input(input);
        try (var tensor = type == Values.FLOAT32
                        ? OnnxTensor.createTensor(environment, values.asFloatBuffer(), shape)
                        : OnnxTensor.createTensor(environment, values, shape, type.type);
                var result = session.run(Map.of(input, tensor), wanted)) {
            var outputs = new LinkedHashMap<String, Output>();
            for (var entry : result) {
                outputs.put(entry.getKey(), output(entry.getKey(), entry.getValue()));
            }
            return outputs;
        } catch (OrtException e) {
            throw new InferenceException("model " + file + ": inference failed: " + e.getMessage(), e);
        }
    }

    private Output output(String name, OnnxValue value) {
        if (!(value instanceof OnnxTensor found)) {
            throw notRead(name, value);
        }
        var read = new float[Math.toIntExact(found.getInfo().getNumElements())];
        switch (found.getInfo().type) {
            case FLOAT, FLOAT16 -> found.getFloatBuffer().get(read);
            case INT32 -> {
                var whole = found.getIntBuffer();
                for (int i = 0; i < read.length; i++) {
                    read[i] = whole.get(i);
                }
            }
            case INT64 -> {
                var whole = found.getLongBuffer();
                for (int i = 0; i < read.length; i++) {
                    read[i] = whole.get(i);
                }
            }
            default -> throw notRead(name, value);
        }
        return new Output(found.getInfo().getShape(), read);
    }

    private InferenceException notRead(String name, OnnxValue value) {
        return new InferenceException("model " + file + ": output " + name
                + ": expected a tensor of float32, float16, int32 or int64, found " + value.getInfo());
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
