package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.EngineFault;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.RawEngine;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares an engine's predictions with the CPU's in fp32, on {@link ReferencePictures}. It finds an engine that
 * computes something else (a wrong kernel, an overflow, a swapped output); how good a precision is, its card says.
 */
final class SelfCheck {
    /** Boxes are compared where the CPU sees something; elsewhere they mean nothing. */
    private static final float SEEN = 0.25f;

    private static final int BOX = 4;
    private static final int LABELS = MaskLabel.values().length;

    private SelfCheck() {}

    /**
     * What is still the same.
     *
     * @param score greatest difference of any score
     * @param meanScore mean difference of all scores
     * @param pixels greatest difference of a corner where the CPU's score is at least 0.25, input pixels
     */
    record Tolerance(float score, float meanScore, float pixels) {
        /**
         * fp32 on a GPU may multiply with 10 bits of mantissa (TF32), fp16 has 10 bits everywhere, so that a coordinate
         * above 512 has steps of half a pixel. int8 moves single scores far and all of them together hardly, on the
         * processor as well; a test holds the zoo's files against these limits there.
         */
        static Tolerance of(Precision precision) {
            return switch (precision) {
                case FP32 -> new Tolerance(0.02f, 0.001f, 1.5f);
                case FP16 -> new Tolerance(0.05f, 0.002f, 3f);
                case INT8 -> new Tolerance(0.5f, 0.003f, 8f);
            };
        }
    }

    /** The greatest differences seen, and how many boxes were compared. */
    record Differences(float score, float meanScore, float pixels, int boxes) {
        String text() {
            return String.format(
                    Locale.ROOT,
                    "scores differ by %.4f at most and %.5f in the mean, %d boxes by %.2f pixels at most",
                    score,
                    meanScore,
                    boxes,
                    pixels);
        }
    }

    /** Runs both on all pictures, in batches of one and of as many as both take; numbers that are none differ infinitely. */
    static Differences compare(RawEngine reference, RawEngine candidate, List<InputImage> pictures, int anchors)
            throws EngineFault {
        float score = 0;
        float pixels = 0;
        double sum = 0;
        long scores = 0;
        int boxes = 0;
        int most = Math.min(pictures.size(), Math.min(reference.maxBatch(), candidate.maxBatch()));
        for (int size : most == 1 ? new int[] {1} : new int[] {1, most}) {
            for (int from = 0; from + size <= pictures.size(); from += size) {
                var batch = pictures.subList(from, from + size);
                reference.run(batch);
                candidate.run(batch);
                for (int i = 0; i < size * anchors; i++) {
                    boolean seen = false;
                    for (int label = 0; label < LABELS; label++) {
                        float expected = reference.scores().get(i * LABELS + label);
                        float difference = distance(expected, candidate.scores().get(i * LABELS + label));
                        score = Math.max(score, difference);
                        sum += difference;
                        scores++;
                        seen |= expected >= SEEN;
                    }
                    if (seen) {
                        boxes++;
                        pixels = Math.max(pixels, corners(reference.boxes(), candidate.boxes(), i));
                    }
                }
            }
        }
        return new Differences(score, (float) (sum / scores), pixels, boxes);
    }

    /** Why these differences are too great; empty when they are not. */
    static Optional<String> judge(Differences found, Precision precision) {
        var limit = Tolerance.of(precision);
        if (found.score() <= limit.score()
                && found.meanScore() <= limit.meanScore()
                && found.pixels() <= limit.pixels()) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%s; expected at most %.3f, %.4f and %.1f",
                found.text(),
                limit.score(),
                limit.meanScore(),
                limit.pixels()));
    }

    private static float corners(FloatBuffer expected, FloatBuffer found, int anchor) {
        float most = 0;
        for (int c = 0; c < BOX; c++) {
            most = Math.max(most, distance(expected.get(anchor * BOX + c), found.get(anchor * BOX + c)));
        }
        return most;
    }

    private static float distance(float expected, float found) {
        float difference = Math.abs(expected - found);
        return Float.isNaN(difference) ? Float.POSITIVE_INFINITY : difference;
    }
}
