package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.ModelInfo;

/**
 * The shapes an engine is built for: one optimisation profile with a least, a usual and a greatest batch.
 *
 * @param width of the input, pixels
 * @param anchors predictions per picture
 * @param usualBatch the batch that kernels are tuned for
 */
record EngineShape(int width, int height, int anchors, int usualBatch, int maxBatch) {
    /** A box has four corners' numbers, a picture three channels; the labels are the contract's. */
    private static final int CHANNELS = 3;

    private static final int BOX = 4;
    private static final int LABELS = 2;
    private static final int USUAL = 4;

    EngineShape {
        if (usualBatch < 1 || usualBatch > maxBatch) {
            throw new IllegalArgumentException(
                    "usual batch is " + usualBatch + ", expected 1 to the greatest, " + maxBatch);
        }
    }

    static EngineShape of(ModelInfo model, int maxBatch) {
        return new EngineShape(model.width(), model.height(), model.anchors(), Math.min(USUAL, maxBatch), maxBatch);
    }

    long imageBytes() {
        return (long) width * height * CHANNELS;
    }

    /** Of one picture. */
    long boxBytes() {
        return (long) anchors * BOX * Float.BYTES;
    }

    /** Of one picture. */
    long scoreBytes() {
        return (long) anchors * LABELS * Float.BYTES;
    }

    String text() {
        return width + "x" + height + ", " + anchors + " anchors, batch 1 to " + maxBatch + " tuned for " + usualBatch;
    }
}
