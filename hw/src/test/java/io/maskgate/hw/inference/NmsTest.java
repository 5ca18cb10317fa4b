package io.maskgate.hw.inference;

import static io.maskgate.hw.inference.MaskLabel.FACEMASK;
import static io.maskgate.hw.inference.MaskLabel.NO_FACEMASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NmsTest {
    private static final int SIDE = 1000;
    /** Which boxes stay does not depend on voting. */
    private static final InferenceOptions OPTIONS = options(0.6f, 300, false);

    private static final InferenceOptions VOTING = options(0.6f, 300, true);

    private final InferenceCounters counters = new InferenceCounters();

    /** One prediction: a box and the two scores. */
    private record Raw(float x0, float y0, float x1, float y1, float facemask, float noFacemask) {
        Box box() {
            return new Box(x0, y0, x1, y1);
        }

        float score(MaskLabel label) {
            return label == FACEMASK ? facemask : noFacemask;
        }
    }

    private static InferenceOptions options(float iou, int most, boolean voting) {
        return new InferenceOptions(1, 8, iou, most, false, voting);
    }

    @Test
    void surestOfOverlappingBoxesStays() {
        // 80 of 120 pixels in common: IoU 0.667, above 0.6
        var kept = select(OPTIONS, 0.5f, raw(0, 100, 0.8, 0), raw(20, 120, 0.9, 0));

        assertThat(kept).containsExactly(new Detection(new Box(20, 0, 120, 100), FACEMASK, 0.9f));
        assertThat(counters.snapshot().suppressed()).isEqualTo(1);
    }

    @Test
    void aBoxIsTheMeanOfItselfAndThoseItDropsByScoreAndOverlap() {
        // IoU 80/120: weights 0.9 and 0.8 * 2/3; x0 = 20 * 0.9 / (0.9 + 0.5333) = 12.558
        var kept = select(VOTING, 0.5f, raw(0, 100, 0.8, 0), raw(20, 120, 0.9, 0));

        assertThat(kept).hasSize(1);
        assertThat(kept.getFirst().score()).isEqualTo(0.9f);
        assertThat(kept.getFirst().box().x0()).isCloseTo(12.558f, within(0.001f));
        assertThat(kept.getFirst().box().x1()).isCloseTo(112.558f, within(0.001f));
    }

    @Test
    void whoIsDroppedVotesForTheSurestItOverlaps() {
        // b and c both overlap a and each other; both vote for a: weights 0.9, 0.8 * 90/110, 0.7 * 80/120.
        var kept = select(VOTING, 0.5f, raw(0, 100, 0.9, 0), raw(10, 110, 0.8, 0), raw(20, 120, 0.7, 0));

        assertThat(kept).hasSize(1);
        assertThat(kept.getFirst().box().x0()).isCloseTo(7.856f, within(0.001f));
    }

    @Test
    void boxesThatStayForThemselvesAreNotMoved() {
        var kept = select(VOTING, 0.5f, raw(0, 100, 0.9, 0), raw(500, 600, 0.8, 0.7));

        assertThat(kept)
                .containsExactly(
                        new Detection(new Box(0, 0, 100, 100), FACEMASK, 0.9f),
                        new Detection(new Box(500, 0, 600, 100), FACEMASK, 0.8f),
                        new Detection(new Box(500, 0, 600, 100), NO_FACEMASK, 0.7f));
    }

    @Test
    void votesFromOutsideThePictureDoNotPushABoxOut() {
        // Of the sure box 1 of 100 pixels lies inside, of the other none: their mean would lie outside.
        var kept = select(VOTING, 0.5f, raw(-99, 1, 0.6, 0), raw(-119, -19, 0.59, 0));

        assertThat(kept).containsExactly(new Detection(new Box(0, 0, 1, 100), FACEMASK, 0.6f));
    }

    @Test
    void overlapOfExactlyTheThresholdIsKept() {
        // a box of 50 inside one of 100: IoU 0.5, kept, since only more than the threshold is dropped
        var options = options(0.5f, 300, false);
        assertThat(select(options, 0.5f, raw(0, 100, 0.9, 0), raw(0, 50, 0.8, 0)))
                .hasSize(2);
        assertThat(select(options, 0.5f, raw(0, 100, 0.9, 0), raw(0, 51, 0.8, 0)))
                .hasSize(1);
    }

    @Test
    void boxSuppressedByADroppedOneStays() {
        // b overlaps a, c overlaps b but not a (IoU of a and c 60 / 140): greedy drops b only
        var kept = select(OPTIONS, 0.5f, raw(0, 100, 0.9, 0), raw(20, 120, 0.8, 0), raw(40, 140, 0.7, 0));

        assertThat(kept).extracting(Detection::score).containsExactly(0.9f, 0.7f);
    }

    @Test
    void labelsAreSuppressedApartUnlessAskedOtherwise() {
        assertThat(select(OPTIONS, 0.3f, raw(0, 100, 0.4, 0.6)))
                .extracting(Detection::label)
                .containsExactly(NO_FACEMASK, FACEMASK);
        assertThat(select(OPTIONS.withAcrossLabels(true), 0.3f, raw(0, 100, 0.4, 0.6)))
                .extracting(Detection::label)
                .containsExactly(NO_FACEMASK);
    }

    @Test
    void equalScoresKeepTheEarlierPrediction() {
        var kept = select(OPTIONS, 0.5f, raw(10, 110, 0.9, 0), raw(0, 100, 0.9, 0));

        assertThat(kept).containsExactly(new Detection(new Box(10, 0, 110, 100), FACEMASK, 0.9f));
    }

    @Test
    void scoreAtTheThresholdIsKeptAndBelowDropped() {
        assertThat(select(OPTIONS, 0.5f, raw(0, 100, 0.5, 0), raw(300, 400, 0.4999, 0)))
                .hasSize(1);
    }

    @Test
    void onlyTheBestAreKeptUpToTheLimit() {
        var kept =
                select(options(0.6f, 2, false), 0.1f, raw(0, 50, 0.5, 0), raw(100, 150, 0.9, 0), raw(200, 250, 0.7, 0));

        assertThat(kept).extracting(Detection::score).containsExactly(0.9f, 0.7f);
        assertThat(counters.snapshot().truncated()).isEqualTo(1);
    }

    @Test
    void numbersThatAreNoneAreDroppedAndCounted() {
        var nan = new Raw(Float.NaN, 0, 100, 100, 0.9f, 0);
        var infinite = new Raw(0, 0, Float.POSITIVE_INFINITY, 100, 0.9f, 0);

        assertThat(select(OPTIONS, 0.5f, nan, infinite, raw(0, 100, Double.NaN, 1.5)))
                .isEmpty();
        assertThat(counters.snapshot().invalid()).isEqualTo(4);
    }

    @Test
    void emptyBoxIsDropped() {
        assertThat(select(OPTIONS, 0.5f, raw(100, 100, 0.9, 0), raw(100, 50, 0.9, 0)))
                .isEmpty();
        assertThat(counters.snapshot().outside()).isEqualTo(2);
    }

    @Property(tries = 300)
    void keptDetectionsAreASubsetWithoutOverlapAndHoldTheBest(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int anchors,
            @ForAll @FloatRange(min = 0.05f, max = 0.95f) float iou,
            @ForAll @FloatRange(min = 0, max = 1) float minScore) {
        var raws = randomCrowd(new Random(seed), anchors);
        var kept = select(options(iou, 300, false), minScore, raws.toArray(Raw[]::new));

        assertThat(kept).isSortedAccordingTo(Comparator.comparingDouble(detection -> -detection.score()));
        for (var detection : kept) {
            assertThat(detection.score()).isGreaterThanOrEqualTo(minScore);
            assertThat(raws)
                    .anyMatch(raw ->
                            raw.box().equals(detection.box()) && raw.score(detection.label()) == detection.score());
        }
        for (var label : MaskLabel.values()) {
            var same = kept.stream().filter(d -> d.label() == label).toList();
            for (int i = 0; i < same.size(); i++) {
                for (int j = i + 1; j < same.size(); j++) {
                    assertThat(same.get(i).box().iou(same.get(j).box())).isLessThanOrEqualTo(iou + 1e-5f);
                }
            }
            double best =
                    raws.stream().mapToDouble(raw -> raw.score(label)).max().orElseThrow();
            if (best >= minScore) {
                assertThat(same.getFirst().score()).isEqualTo((float) best);
            }
            for (var raw : raws) {
                if (raw.score(label) >= minScore) {
                    assertThat(same)
                            .as("%s is kept or overlaps a surer one", raw)
                            .anyMatch(k -> k.score() >= raw.score(label)
                                    && (k.box().equals(raw.box()) || k.box().iou(raw.box()) >= iou - 1e-5f));
                }
            }
        }
    }

    @Property(tries = 300)
    void votingMovesBoxesWithinThoseThatAgreeAndChangesNothingElse(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int anchors,
            @ForAll @FloatRange(min = 0.05f, max = 0.95f) float iou) {
        var raws = randomCrowd(new Random(seed), anchors).toArray(Raw[]::new);
        var greedy = select(options(iou, 300, false), 0.3f, raws);
        var voted = select(options(iou, 300, true), 0.3f, raws);

        assertThat(voted).hasSameSizeAs(greedy);
        for (int i = 0; i < voted.size(); i++) {
            var before = greedy.get(i);
            var after = voted.get(i);
            assertThat(after.label()).isEqualTo(before.label());
            assertThat(after.score()).isEqualTo(before.score());
            var agree = Stream.of(raws)
                    .map(Raw::box)
                    .filter(box -> box.iou(before.box()) >= iou - 1e-5f)
                    .toList();
            assertThat((double) after.box().x0()).isBetween(least(agree, Box::x0) - 1e-3, most(agree, Box::x0) + 1e-3);
            assertThat((double) after.box().y1()).isBetween(least(agree, Box::y1) - 1e-3, most(agree, Box::y1) + 1e-3);
        }
    }

    private static double least(List<Box> boxes, ToDoubleFunction<Box> side) {
        return boxes.stream().mapToDouble(side).min().orElseThrow();
    }

    private static double most(List<Box> boxes, ToDoubleFunction<Box> side) {
        return boxes.stream().mapToDouble(side).max().orElseThrow();
    }

    private static List<Raw> randomCrowd(Random random, int anchors) {
        var raws = new ArrayList<Raw>();
        for (int i = 0; i < anchors; i++) {
            float x = random.nextInt(300);
            float y = random.nextInt(300);
            float width = 20 + random.nextInt(200);
            float height = 20 + random.nextInt(200);
            raws.add(new Raw(x, y, x + width, y + height, random.nextFloat(), random.nextFloat()));
        }
        return raws;
    }

    /** A box from x0 to x1, 100 high. */
    private static Raw raw(float x0, float x1, double facemask, double noFacemask) {
        return new Raw(x0, 0, x1, 100, (float) facemask, (float) noFacemask);
    }

    /** The predictions stand second in a batch of two, to show that the first picture's are not touched. */
    private List<Detection> select(InferenceOptions options, float minScore, Raw... raws) {
        var boxes = FloatBuffer.allocate(2 * raws.length * 4).position(raws.length * 4);
        var scores = FloatBuffer.allocate(2 * raws.length * 2).position(raws.length * 2);
        for (var raw : raws) {
            boxes.put(raw.x0).put(raw.y0).put(raw.x1).put(raw.y1);
            scores.put(raw.facemask).put(raw.noFacemask);
        }
        return new Nms(raws.length, options, counters)
                .select(boxes, scores, 1, minScore, Letterbox.fit(SIDE, SIDE, SIDE, SIDE));
    }
}
