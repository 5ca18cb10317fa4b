package io.maskgate.hw.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds a loaded file against the contract on {@link Detector}; every refusal says what was expected and found. */
final class OnnxContract {
    static final String INPUT = "images";
    static final String BOXES = "boxes";
    static final String SCORES = "scores";

    /** The coarsest stride of the networks; inputs of other sizes lose their last rows. */
    private static final int SIZE_STEP = 32;

    /** Eight pictures of it, three bytes a pixel, are still an array's length. */
    private static final int MOST_SIDE = 8192;

    private static final long ANY = -1;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SHA = Pattern.compile("[0-9a-f]{8,64}");

    private final Path file;

    OnnxContract(Path file) {
        this.file = file;
    }

    /**
     * What the file declares.
     *
     * @return its facts; {@code anchors} is -1 where the file leaves them open
     * @throws InferenceException when it breaks the contract
     */
    ModelInfo check(OrtSession session) throws OrtException {
        var inputs = session.getInputInfo();
        if (!inputs.keySet().equals(Set.of(INPUT))) {
            throw broken("inputs", "exactly one, named " + INPUT, inputs.keySet());
        }
        long[] input = tensor(inputs, INPUT, "input", OnnxJavaType.UINT8, "uint8 [N,H,W,3]");
        if (input.length != 4 || input[0] != ANY || input[1] < 1 || input[2] < 1 || input[3] != 3) {
            throw broken("input " + INPUT, "uint8 [N,H,W,3] with open N and fixed H and W", shape(input));
        }
        if (input[1] % SIZE_STEP != 0 || input[2] % SIZE_STEP != 0) {
            throw broken("input " + INPUT, "height and width divisible by " + SIZE_STEP, shape(input));
        }
        if (input[1] > MOST_SIDE || input[2] > MOST_SIDE) {
            throw broken("input " + INPUT, "height and width of at most " + MOST_SIDE, shape(input));
        }
        var outputs = session.getOutputInfo();
        for (String name : List.of(BOXES, SCORES)) {
            if (!outputs.containsKey(name)) {
                throw broken("outputs", BOXES + " and " + SCORES, outputs.keySet());
            }
        }
        long boxes = anchors(outputs, BOXES, 4);
        long scores = anchors(outputs, SCORES, MaskLabel.texts().size());
        if (boxes != ANY && scores != ANY && boxes != scores) {
            throw broken("outputs", "equally many boxes and scores", boxes + " boxes, " + scores + " scores");
        }
        return metadata(session.getMetadata().getCustomMetadata(), (int) input[2], (int) input[1], (int)
                Math.max(boxes, scores));
    }

    InferenceException broken(String part, Object expected, Object found) {
        return new InferenceException("model " + file + ": " + part + ": expected " + expected + ", found " + found
                + "; export it again with `maskgate export`");
    }

    static String shape(long[] shape) {
        return Arrays.toString(shape).replace("-1", "open");
    }

    private long anchors(Map<String, NodeInfo> outputs, String name, int columns) {
        String expected = "float32 [N,A," + columns + "]";
        long[] shape = tensor(outputs, name, "output", OnnxJavaType.FLOAT, expected);
        boolean columnsFit = shape.length == 3 && (shape[2] == columns || shape[2] == ANY);
        if (!columnsFit || (shape[1] != ANY && shape[1] < 1) || (shape[0] != ANY)) {
            throw broken("output " + name, expected + " with open N", shape(shape));
        }
        return shape[1];
    }

    private long[] tensor(Map<String, NodeInfo> nodes, String name, String kind, OnnxJavaType type, String expected) {
        var node = nodes.get(name);
        if (node == null || !(node.getInfo() instanceof TensorInfo tensor)) {
            throw broken(kind + " " + name, expected, node == null ? "nothing" : node.getInfo());
        }
        boolean half = tensor.onnxType == TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16
                || tensor.onnxType == TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16;
        if (tensor.type != type || half) {
            String found = tensor.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
            throw broken(kind + " " + name, expected, found + " " + shape(tensor.getShape()));
        }
        return tensor.getShape();
    }

    private ModelInfo metadata(Map<String, String> metadata, int width, int height, int anchors) {
        String name = property(metadata, "maskgate.name", NAME, "a name of letters, digits, dot, dash, underscore");
        String sha = property(metadata, "maskgate.sha", SHA, "8 to 64 lower-case hex digits");
        @Nullable String text = metadata.get("maskgate.labels");
        var labels = text == null ? List.<String>of() : labels(text);
        if (!labels.equals(MaskLabel.texts())) {
            throw broken(
                    "metadata maskgate.labels",
                    String.join(",", MaskLabel.texts()),
                    text == null ? "nothing" : "'" + text + "'");
        }
        return new ModelInfo(name, sha, width, height, anchors, labels);
    }

    private String property(Map<String, String> metadata, String key, Pattern pattern, String expected) {
        @Nullable String value = metadata.get(key);
        if (value == null || !pattern.matcher(value).matches()) {
            throw broken("metadata " + key, expected, value == null ? "nothing" : "'" + value + "'");
        }
        return value;
    }

    /** {@code facemask,no facemask}, or the same as a JSON array; labels hold neither comma nor quote. */
    private static List<String> labels(String text) {
        String bare = text.startsWith("[") && text.endsWith("]")
                ? text.substring(1, text.length() - 1).replace("\"", "")
                : text;
        return Arrays.stream(bare.split(",", -1)).map(String::strip).toList();
    }
}
