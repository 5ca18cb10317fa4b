package io.maskgate.hw.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/** The first runs of a model: they fill the engine's caches and show whether it does what it declares. */
final class OnnxWarmUp {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final OnnxContract contract;

    OnnxWarmUp(OrtEnvironment environment, OrtSession session, OnnxContract contract) {
        this.environment = environment;
        this.session = session;
        this.contract = contract;
    }

    /**
     * Runs grey pictures: one, and two where batches are wanted, since a batch size baked into the graph shows only
     * then.
     *
     * @param declared with anchors -1 where the file leaves them open
     * @return the facts with the anchors that were found
     */
    ModelInfo run(ModelInfo declared, int maxBatch) throws OrtException {
        int anchors = run(declared, 1, declared.anchors());
        if (maxBatch > 1) {
            anchors = run(declared, 2, anchors);
        }
        return new ModelInfo(
                declared.name(), declared.sha(), declared.width(), declared.height(), anchors, declared.labels());
    }

    private int run(ModelInfo model, int n, int anchors) throws OrtException {
        var pixels = ByteBuffer.allocateDirect(n * model.width() * model.height() * 3);
        while (pixels.hasRemaining()) {
            pixels.put((byte) Letterbox.PAD);
        }
        pixels.flip();
        long[] shape = {n, model.height(), model.width(), 3};
        try (var input = OnnxTensor.createTensor(environment, pixels, shape, OnnxJavaType.UINT8);
                var result = runBatch(input, n)) {
            var boxes = tensor(result, OnnxContract.BOXES);
            var scores = tensor(result, OnnxContract.SCORES);
            long found = anchors < 1 && boxes.getInfo().getShape().length == 3
                    ? boxes.getInfo().getShape()[1]
                    : anchors;
            checkShape(boxes, OnnxContract.BOXES, n, found, 4);
            checkShape(scores, OnnxContract.SCORES, n, found, model.labels().size());
            checkNumbers(boxes.getFloatBuffer(), scores.getFloatBuffer());
            return (int) found;
        }
    }

    private OrtSession.Result runBatch(OnnxTensor input, int n) throws OrtException {
        try {
            return session.run(Map.of(OnnxContract.INPUT, input));
        } catch (OrtException e) {
            var broken = contract.broken("first run", "a result for " + n + " pictures", e.getMessage());
            broken.initCause(e);
            throw broken;
        }
    }

    private OnnxTensor tensor(OrtSession.Result result, String name) {
        if (result.get(name).orElse(null) instanceof OnnxTensor tensor) {
            return tensor;
        }
        throw contract.broken("output " + name, "a tensor", "nothing");
    }

    private void checkShape(OnnxTensor tensor, String name, int n, long anchors, int columns) {
        long[] expected = {n, anchors, columns};
        long[] found = tensor.getInfo().getShape();
        if (!Arrays.equals(expected, found)) {
            throw contract.broken(
                    "output " + name + " of " + n + " pictures",
                    OnnxContract.shape(expected),
                    OnnxContract.shape(found));
        }
    }

    private void checkNumbers(FloatBuffer boxes, FloatBuffer scores) {
        while (boxes.hasRemaining()) {
            float value = boxes.get();
            if (!Float.isFinite(value)) {
                throw contract.broken("output " + OnnxContract.BOXES + " of a grey picture", "finite pixels", value);
            }
        }
        while (scores.hasRemaining()) {
            float value = scores.get();
            if (!(value >= 0 && value <= 1)) {
                throw contract.broken(
                        "output " + OnnxContract.SCORES + " of a grey picture", "probabilities, 0 to 1", value);
            }
        }
    }
}
