package io.maskgate.hw.inference;

import java.util.List;

/** {@link Detector} over ONNX Runtime on the CPU. */
public final class OnnxDetector implements Detector {
    @Override
    public ModelInfo model() {
        throw new IllegalStateException("no model");
    }

    @Override
    public String engine() {
        throw new IllegalStateException("no model");
    }

    @Override
    public List<List<Detection>> detect(List<InputImage> images, float minScore) {
        throw new IllegalStateException("no model");
    }

    @Override
    public void close() {}
}
