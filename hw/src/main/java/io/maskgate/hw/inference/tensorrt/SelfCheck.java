package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.EngineFault;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.RawEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

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
     * @param meanScore mean difference of all scores of a batch size
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

    /**
     * The greatest differences seen, and how many boxes were compared.
     *
     * @param meanScore of the batch size that differs most, so that the others do not hide it
     */
    record Differences(float score, float meanScore, float pixels, int boxes) {
        Differences and(Differences other) {
            return new Differences(
                    Math.max(score, other.score),
                    Math.max(meanScore, other.meanScore),
                    Math.max(pixels, other.pixels),
                    boxes + other.boxes);
        }

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

    /**
     * Runs the reference on one picture after the other, the candidate on batches of every size it takes: each size is an
     * engine of its own, as far as shapes and recorded graphs go. Numbers that are none differ infinitely.
     */
    static Differences compare(RawEngine reference, RawEngine candidate, List<InputImage> pictures, int anchors)
            throws EngineFault {
        var expected = new ArrayList<Answer>();
        for (var picture : pictures) {
            reference.run(List.of(picture));
            expected.add(Answer.of(reference, 0, anchors));
        }
        var found = new Differences(0, 0, 0, 0);
        for (int size = 1; size <= candidate.maxBatch(); size++) {
            found = found.and(compare(expected, candidate, pictures, size, anchors));
        }
        return found;
    }

    private static Differences compare(
            List<Answer> expected, RawEngine candidate, List<InputImage> pictures, int size, int anchors)
            throws EngineFault {
        float score = 0;
        double sum = 0;
        float pixels = 0;
        int boxes = 0;
        for (int round = 0; round < pictures.size(); round++) {
            var places = places(size, round, pictures.size());
            candidate.run(IntStream.of(places).mapToObj(pictures::get).toList());
            for (int slot = 0; slot < size; slot++) {
                var right = expected.get(places[slot]);
                var answer = Answer.of(candidate, slot, anchors);
                for (int anchor = 0; anchor < anchors; anchor++) {
                    boolean seen = false;
                    for (int i = anchor * LABELS; i < (anchor + 1) * LABELS; i++) {
                        float difference = distance(right.scores()[i], answer.scores()[i]);
                        score = Math.max(score, difference);
                        sum += difference;
                        seen |= right.scores()[i] >= SEEN;
                    }
                    if (seen) {
                        boxes++;
                        pixels = Math.max(pixels, corners(right.boxes(), answer.boxes(), anchor));
                    }
                }
            }
        }
        double scores = (double) pictures.size() * size * anchors * LABELS;
        return new Differences(score, (float) (sum / scores), pixels, boxes);
    }

    /**
     * Which picture lies where in a batch. Over the rounds every picture lies in every slot once, and of twice as many
     * slots as there are pictures no two hold the same ones in the same order, so that answers in the wrong slot show.
     */
    private static int[] places(int size, int round, int pictures) {
        return IntStream.range(0, size)
                .map(slot -> {
                    boolean forward = slot / pictures % 2 == 0;
                    return Math.floorMod(forward ? slot + round : slot - round, pictures);
                })
                .toArray();
    }

    /** What an engine said of one picture. */
    private record Answer(float[] boxes, float[] scores) {
        static Answer of(RawEngine engine, int slot, int anchors) {
            var answer = new Answer(new float[anchors * BOX], new float[anchors * LABELS]);
            engine.boxes().get(slot * anchors * BOX, answer.boxes);
            engine.scores().get(slot * anchors * LABELS, answer.scores);
            return answer;
        }
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

    private static float corners(float[] expected, float[] found, int anchor) {
        float most = 0;
        for (int i = anchor * BOX; i < (anchor + 1) * BOX; i++) {
            most = Math.max(most, distance(expected[i], found[i]));
        }
        return most;
    }

    private static float distance(float expected, float found) {
        float difference = Math.abs(expected - found);
        return Float.isNaN(difference) ? Float.POSITIVE_INFINITY : difference;
    }
}
