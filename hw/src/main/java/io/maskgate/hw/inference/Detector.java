package io.maskgate.hw.inference;

import java.util.List;

/**
 * A loaded model on an engine. Confined to one thread at a time; owns its native memory.
 *
 * <p>Contract of the model: input {@code images} uint8 {@code [N,H,W,3]} RGB; outputs {@code boxes} float32 {@code
 * [N,A,4]} (x0 y0 x1 y1, input pixels) and {@code scores} float32 {@code [N,A,2]} (probabilities, class 0 facemask, 1 no
 * facemask), before NMS.
 */
public sealed interface Detector extends AutoCloseable permits OnnxDetector, AcceleratedDetector {
    ModelInfo model();

    /** The engine and precision in use, as a person reads it, for instance {@code onnxruntime cpu fp32}; from any thread. */
    String engine();

    /** Which engine serves, and why; callable from any thread. */
    default EngineStatus status() {
        return EngineStatus.cpu(engine(), "");
    }

    /** So many images are looked at together; those beyond come after them, whoever waits. From any thread. */
    int batch();

    /** What it has done so far; callable from any thread. */
    InferenceStats stats();

    /**
     * Finds faces.
     *
     * @param images at least one, all of the model's size
     * @param minScore detections below are dropped before class-wise NMS
     * @return for each image its detections, best first, in pixels of the source picture
     * @throws InferenceException when the engine fails
     */
    List<List<Detection>> detect(List<InputImage> images, float minScore);

    @Override
    void close();
}
