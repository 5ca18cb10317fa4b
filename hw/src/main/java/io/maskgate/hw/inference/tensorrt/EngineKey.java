package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.Sha256;

/**
 * All that a built engine depends on: another model file, TensorRT patch, driver, GPU, precision or shape is another
 * engine.
 *
 * @param model name of the model, for the file's name alone
 * @param text every part, a line each
 */
record EngineKey(String model, Precision precision, String text) {
    /** Counted up when the same inputs shall be built differently. */
    private static final int RECIPE = 1;

    private static final int SHOWN_DIGITS = 16;

    /** @param onnxSha sha256 of the file the engine is built from, hex */
    static EngineKey of(String model, String onnxSha, Gpu.Present gpu, Precision precision, EngineShape shape) {
        return new EngineKey(model, precision, """
                recipe %d
                onnx %s
                tensorrt %s
                driver %s, cuda %s
                gpu %s, %d multiprocessors
                capability %s
                precision %s
                shapes %s
                """.formatted(
                        RECIPE,
                        onnxSha,
                        gpu.tensorRt(),
                        gpu.driver(),
                        gpu.cuda(),
                        gpu.name(),
                        gpu.multiprocessors(),
                        gpu.capability(),
                        precision.text(),
                        shape.text()));
    }

    /** sha256 of {@link #text}, hex. */
    String digest() {
        return Sha256.hex(text);
    }

    /** The file's name in the cache; the whole key stands in the file. */
    String fileName() {
        return model.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + precision.text() + "-"
                + digest().substring(0, SHOWN_DIGITS) + EngineCache.ENDING;
    }
}
