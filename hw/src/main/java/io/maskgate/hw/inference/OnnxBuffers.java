package io.maskgate.hw.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The memory that one detector's runs read and write: allocated once for the largest batch, pinned to the engine. */
final class OnnxBuffers implements AutoCloseable {
    private static final int BOX = 4;
    private static final int LABELS = MaskLabel.values().length;

    private final OrtEnvironment environment;
    private final ModelInfo model;
    private final ByteBuffer images;
    private final FloatBuffer boxes;
    private final FloatBuffer scores;
    private final Map<String, OnnxTensor>[] pinned;

    OnnxBuffers(OrtEnvironment environment, ModelInfo model, int maxBatch) throws OrtException {
        this.environment = environment;
        this.model = model;
        // a single picture is read where it lies, so the batch buffer is needed only above one
        images = ByteBuffer.allocateDirect(maxBatch == 1 ? 0 : Math.multiplyExact(maxBatch, imageBytes()));
        boxes = floats(maxBatch, BOX);
        scores = floats(maxBatch, LABELS);
        pinned = pin(maxBatch);
    }

    FloatBuffer boxes() {
        return boxes;
    }

    FloatBuffer scores() {
        return scores;
    }

    /** Runs one batch of at most {@code maxBatch}; the outputs then stand in {@link #boxes} and {@link #scores}. */
    void run(OrtSession session, List<InputImage> batch) throws OrtException {
        int n = batch.size();
        var pixels = n == 1 ? batch.getFirst().pixels().duplicate().clear() : gather(batch);
        long[] shape = {n, model.height(), model.width(), 3};
        try (var input = OnnxTensor.createTensor(environment, pixels, shape, OnnxJavaType.UINT8);
                var _ = session.run(Map.of(OnnxContract.INPUT, input), Set.of(), pinned[n - 1])) {}
    }

    @Override
    public void close() {
        for (var outputs : pinned) {
            outputs.values().forEach(OnnxTensor::close);
        }
    }

    private int imageBytes() {
        return model.width() * model.height() * 3;
    }

    private ByteBuffer gather(List<InputImage> batch) {
        for (int i = 0; i < batch.size(); i++) {
            images.put(i * imageBytes(), batch.get(i).pixels(), 0, imageBytes());
        }
        return images.duplicate().clear().limit(batch.size() * imageBytes());
    }

    private FloatBuffer floats(int maxBatch, int columns) {
        int bytes = Math.multiplyExact(Math.multiplyExact(maxBatch, model.anchors()), columns * Float.BYTES);
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /** A pair of output tensors for each batch size; they share the buffers. */
    private Map<String, OnnxTensor>[] pin(int maxBatch) throws OrtException {
        @SuppressWarnings({"unchecked", "rawtypes"})
        Map<String, OnnxTensor>[] tensors = new Map[maxBatch];
        for (int n = 1; n <= maxBatch; n++) {
            tensors[n - 1] =
                    Map.of(OnnxContract.BOXES, output(boxes, n, BOX), OnnxContract.SCORES, output(scores, n, LABELS));
        }
        return tensors;
    }

    private OnnxTensor output(FloatBuffer buffer, int n, int columns) throws OrtException {
        int floats = n * model.anchors() * columns;
        long[] shape = {n, model.anchors(), columns};
        return OnnxTensor.createTensor(environment, buffer.duplicate().clear().limit(floats), shape);
    }
}
