package io.maskgate.models.metrics;

import static io.maskgate.hw.inference.MaskLabel.FACEMASK;
import static io.maskgate.hw.inference.MaskLabel.NO_FACEMASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DetectionEvaluatorTest {
    private static final Offset<Double> EXACT = within(1e-12);

    private final DetectionEvaluator evaluator = new DetectionEvaluator();

    @Test
    void perfectDetectionsScoreOneEverywhere() {
        evaluator.add(List.of(mask(0, 0.9), bare(200, 0.8)), List.of(maskTruth(0), bareTruth(200)));

        var report = evaluator.report();
        assertThat(report.map50()).isEqualTo(1, EXACT);
        assertThat(report.map5095()).isEqualTo(1, EXACT);
        assertThat(report.faceAccuracy()).isEqualTo(1);
        assertThat(report.faceRecall()).isEqualTo(1);
        assertThat(report.of(FACEMASK)).isEqualTo(new ClassMetrics(1, 1, 1, 1, 1, 1));
        assertThat(report.pictures()).isEqualTo(1);
    }

    @Test
    void falseAlarmBetweenTwoHitsCostsPrecisionOnlyAboveItsRecall() {
        // By score: hit, miss, hit. Recall 1/2, 1/2, 1; precision 1, 1/2, 2/3.
        // Points 0.00..0.50 (51 of them) see 1, points 0.51..1.00 (50) see 2/3.
        evaluator.add(List.of(mask(0, 0.9), mask(500, 0.8), mask(200, 0.7)), List.of(maskTruth(0), maskTruth(200)));

        assertThat(evaluator.report().ap50(FACEMASK)).isEqualTo((51 + 50 * 2.0 / 3) / 101, EXACT);
    }

    @Test
    void missedTruthCutsTheCurveAtItsRecall() {
        // One of three found: recall 1/3 reaches points 0.00..0.33, 34 of 101.
        evaluator.add(List.of(mask(0, 0.9)), List.of(maskTruth(0), maskTruth(200), maskTruth(400)));

        assertThat(evaluator.report().ap50(FACEMASK)).isEqualTo(34.0 / 101, EXACT);
    }

    @Test
    void recallThatEqualsAPointReachesIt() {
        // 29 of 100 found: points 0.00..0.29 are 30. In floating point 0.29 * 100 is 28.999..., the trap here.
        var truth = new ArrayList<TruthFace>();
        var found = new ArrayList<Detection>();
        for (int i = 0; i < 100; i++) {
            truth.add(maskTruth(i * 200));
            if (i < 29) {
                found.add(mask(i * 200, 0.9));
            }
        }
        evaluator.add(found, truth);

        assertThat(evaluator.report().ap50(FACEMASK)).isEqualTo(30.0 / 101, EXACT);
    }

    @Test
    void precisionIsInterpolatedFromHigherRecall() {
        // By score: miss, hit, hit. Precision 0, 1/2, 2/3; the envelope from the right is 2/3 everywhere.
        evaluator.add(List.of(mask(500, 0.9), mask(0, 0.8), mask(200, 0.7)), List.of(maskTruth(0), maskTruth(200)));

        assertThat(evaluator.report().ap50(FACEMASK)).isEqualTo(2.0 / 3, EXACT);
    }

    @Test
    void duplicateOfAFoundFaceIsAFalseAlarm() {
        // Both on the one face; the second is a false alarm, but recall 1 was reached with precision 1 before it.
        evaluator.add(List.of(mask(0, 0.9), mask(0, 0.8)), List.of(maskTruth(0)));

        var report = evaluator.report();
        assertThat(report.ap50(FACEMASK)).isEqualTo(1, EXACT);
        assertThat(report.of(FACEMASK).precision()).isEqualTo(0.5);
        assertThat(report.of(FACEMASK).recall()).isEqualTo(1);
        assertThat(report.faces()).isEqualTo(new FaceMetrics(1, 1, 1));
    }

    @Test
    void duplicateBeforeAnotherHitLowersPrecision() {
        // hit, duplicate, hit of two: as the false alarm between two hits.
        evaluator.add(List.of(mask(0, 0.9), mask(0, 0.8), mask(200, 0.7)), List.of(maskTruth(0), maskTruth(200)));

        assertThat(evaluator.report().ap50(FACEMASK)).isEqualTo((51 + 50 * 2.0 / 3) / 101, EXACT);
    }

    @Test
    void equalScoresCountInTheOrderOfThePictures() {
        // Hit in the first picture, miss in the second at the same score: precision 1 at recall 1/2, then 1/2.
        evaluator.add(List.of(mask(0, 0.5)), List.of(maskTruth(0)));
        evaluator.add(List.of(mask(500, 0.5)), List.of(maskTruth(0)));
        assertThat(evaluator.report().ap50(FACEMASK)).isEqualTo(51.0 / 101, EXACT);

        // The other way round precision at recall 1/2 is 1/2.
        var swapped = new DetectionEvaluator();
        swapped.add(List.of(mask(500, 0.5)), List.of(maskTruth(0)));
        swapped.add(List.of(mask(0, 0.5)), List.of(maskTruth(0)));
        assertThat(swapped.report().ap50(FACEMASK)).isEqualTo(51 * 0.5 / 101, EXACT);
    }

    @Test
    void detectionsAreRankedByScoreWhateverTheirOrder() {
        evaluator.add(List.of(mask(200, 0.7), mask(500, 0.8), mask(0, 0.9)), List.of(maskTruth(0), maskTruth(200)));

        assertThat(evaluator.report().ap50(FACEMASK)).isEqualTo((51 + 50 * 2.0 / 3) / 101, EXACT);
    }

    @Test
    void overlapOfSevenTenthsCountsUpToTheThresholdItReaches() {
        // 70 x 100 inside 100 x 100: IoU 0.7 exactly; right at 0.50, 0.55, 0.60, 0.65, 0.70: 5 of 10 thresholds.
        evaluator.add(
                List.of(new Detection(new Box(0, 0, 70, 100), FACEMASK, 0.9f)),
                List.of(new TruthFace(new Box(0, 0, 100, 100), FACEMASK)));

        assertThat(evaluator.report().ap50(FACEMASK)).isEqualTo(1, EXACT);
        assertThat(evaluator.report().of(FACEMASK).ap5095()).isEqualTo(0.5, EXACT);
    }

    @Test
    void overlapOfExactlyOneHalfMatches() {
        evaluator.add(
                List.of(new Detection(new Box(0, 0, 50, 100), FACEMASK, 0.9f)),
                List.of(new TruthFace(new Box(0, 0, 100, 100), FACEMASK)));

        assertThat(evaluator.report().ap50(FACEMASK)).isEqualTo(1, EXACT);
        assertThat(evaluator.report().faceRecall()).isEqualTo(1);
    }

    @Test
    void detectionTakesTheFreeTruthItOverlapsMost() {
        // Truths at 0 and 40 (width 100). Both detections lie at 40: the first takes the truth at 40, the second
        // has 60 / 140 = 0.43 with the other and is a false alarm.
        evaluator.add(List.of(mask(40, 0.9), mask(40, 0.8)), List.of(maskTruth(0), maskTruth(40)));
        assertThat(evaluator.report().of(FACEMASK).hits()).isEqualTo(1);

        // At 20 the second overlaps the truth at 0 by 80 / 120 = 0.67 and takes it.
        var other = new DetectionEvaluator();
        other.add(List.of(mask(40, 0.9), mask(20, 0.8)), List.of(maskTruth(0), maskTruth(40)));
        assertThat(other.report().of(FACEMASK).hits()).isEqualTo(2);
    }

    @Test
    void wrongLabelFindsTheFaceButNotTheClass() {
        evaluator.add(List.of(bare(0, 0.9), mask(200, 0.9)), List.of(maskTruth(0), maskTruth(200)));

        var report = evaluator.report();
        assertThat(report.faces()).isEqualTo(new FaceMetrics(2, 2, 1));
        assertThat(report.faceAccuracy()).isEqualTo(0.5);
        assertThat(report.of(FACEMASK).recall()).isEqualTo(0.5);
        assertThat(report.of(NO_FACEMASK).precision()).isZero();
    }

    @Test
    void surerOfTwoLabelsOnOneFaceDecidesTheFaceAccuracy() {
        evaluator.add(List.of(mask(0, 0.6), bare(0, 0.7)), List.of(maskTruth(0)));

        assertThat(evaluator.report().faces()).isEqualTo(new FaceMetrics(1, 1, 0));
        assertThat(evaluator.report().ap50(FACEMASK)).isEqualTo(1, EXACT);
    }

    @Test
    void faintDetectionCountsForAveragePrecisionButFindsNoFace() {
        evaluator.add(List.of(mask(0, 0.24)), List.of(maskTruth(0)));

        assertThat(evaluator.report().ap50(FACEMASK)).isEqualTo(1, EXACT);
        assertThat(evaluator.report().faces()).isEqualTo(new FaceMetrics(1, 0, 0));
        assertThat(evaluator.report().of(FACEMASK)).isEqualTo(new ClassMetrics(1, 1, 1, 1, 0, 0));
    }

    @Test
    void whatIsBelowAGatewaysThresholdIsAFaceFoundButNotOneThatAGatewayTakes() {
        evaluator.add(List.of(mask(0, 0.4), bare(200, 0.7)), List.of(maskTruth(0), maskTruth(200)));

        var report = evaluator.report();
        assertThat(report.faces()).isEqualTo(new FaceMetrics(2, 2, 1));
        assertThat(report.gatewayFaces()).isEqualTo(new FaceMetrics(2, 1, 0));
        assertThat(report.gatewaySizes().get(FaceSize.LARGE)).isEqualTo(new FaceMetrics(2, 1, 0));
        assertThat(report.gatewaySizes().get(FaceSize.SMALL)).isEqualTo(new FaceMetrics(0, 0, 0));
    }

    @Test
    void classWithoutTruthStaysOutOfTheMeanButKeepsItsFalseAlarms() {
        evaluator.add(List.of(mask(0, 0.9), bare(400, 0.9)), List.of(maskTruth(0)));

        var report = evaluator.report();
        assertThat(report.map50()).isEqualTo(1, EXACT);
        assertThat(report.of(NO_FACEMASK)).isEqualTo(new ClassMetrics(0, 0, 0, 1, 1, 0));
    }

    @Test
    void meanIsOverBothClasses() {
        evaluator.add(List.of(mask(0, 0.9)), List.of(maskTruth(0), bareTruth(200)));

        assertThat(evaluator.report().map50()).isEqualTo(0.5, EXACT);
    }

    @Test
    void nothingPredictedScoresZero() {
        evaluator.add(List.of(), List.of(maskTruth(0), bareTruth(200)));

        var report = evaluator.report();
        assertThat(report.map50()).isZero();
        assertThat(report.map5095()).isZero();
        assertThat(report.faces()).isEqualTo(new FaceMetrics(2, 0, 0));
        assertThat(report.faceAccuracy()).isZero();
    }

    @Test
    void picturesWithoutTruthLowerPrecisionOnly() {
        // A false alarm at 0.95 before the hit at 0.9: precision 1/2 at recall 1.
        evaluator.add(List.of(mask(0, 0.95)), List.of());
        evaluator.add(List.of(mask(0, 0.9)), List.of(maskTruth(0)));

        assertThat(evaluator.report().ap50(FACEMASK)).isEqualTo(0.5, EXACT);
    }

    @Test
    void reportOfNothingIsAllZero() {
        var report = evaluator.report();

        assertThat(report.map50()).isZero();
        assertThat(report.faces()).isEqualTo(new FaceMetrics(0, 0, 0));
        assertThat(report.pictures()).isZero();
        assertThat(report.of(FACEMASK)).isEqualTo(new ClassMetrics(0, 0, 0, 0, 0, 0));
    }

    @Test
    void onlyTheBestDetectionsWithinTheLimitCount() {
        var limited = new DetectionEvaluator(2);
        limited.add(List.of(mask(0, 0.7), bare(400, 0.8), mask(600, 0.9)), List.of(maskTruth(0), bareTruth(400)));

        var report = limited.report();
        assertThat(report.of(FACEMASK).predictions()).isEqualTo(1);
        assertThat(report.ap50(FACEMASK)).isZero();
        assertThat(report.ap50(NO_FACEMASK)).isEqualTo(1, EXACT);
    }

    @Test
    void facesAreCountedByTheirSizeInTheSourcePicture() {
        // sides 15, 16, 48, 49: small, medium, medium, large; the second and the fourth are found
        evaluator.add(
                List.of(
                        new Detection(square(100, 16), FACEMASK, 0.9f),
                        new Detection(square(300, 49), NO_FACEMASK, 0.9f)),
                List.of(
                        new TruthFace(square(0, 15), FACEMASK),
                        new TruthFace(square(100, 16), FACEMASK),
                        new TruthFace(square(200, 48), FACEMASK),
                        new TruthFace(square(300, 49), FACEMASK)));

        var sizes = evaluator.report().sizes();
        assertThat(sizes.get(FaceSize.SMALL)).isEqualTo(new FaceMetrics(1, 0, 0));
        assertThat(sizes.get(FaceSize.MEDIUM)).isEqualTo(new FaceMetrics(2, 1, 1));
        assertThat(sizes.get(FaceSize.LARGE)).isEqualTo(new FaceMetrics(1, 1, 0));
        assertThat(evaluator.report().faces()).isEqualTo(new FaceMetrics(4, 2, 1));
    }

    @Test
    void manyPicturesGrowTheTally() {
        for (int i = 0; i < 1000; i++) {
            evaluator.add(List.of(mask(0, 0.9), bare(300, 0.8)), List.of(maskTruth(0), bareTruth(300)));
        }

        assertThat(evaluator.report().map5095()).isEqualTo(1, EXACT);
        assertThat(evaluator.report().of(FACEMASK).truths()).isEqualTo(1000);
    }

    @Test
    void scoreThatIsNoProbabilityIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluator.add(List.of(mask(0, Double.NaN)), List.of()))
                .withMessage("score of a prediction is NaN, expected 0 to 1");
        assertThatIllegalArgumentException().isThrownBy(() -> new DetectionEvaluator(0));
        assertThat(evaluator.report().pictures()).isZero();
    }

    private static Detection mask(int x, double score) {
        return new Detection(square(x, 100), FACEMASK, (float) score);
    }

    private static Detection bare(int x, double score) {
        return new Detection(square(x, 100), NO_FACEMASK, (float) score);
    }

    private static TruthFace maskTruth(int x) {
        return truth(x, FACEMASK);
    }

    private static TruthFace bareTruth(int x) {
        return truth(x, NO_FACEMASK);
    }

    private static TruthFace truth(int x, MaskLabel label) {
        return new TruthFace(square(x, 100), label);
    }

    private static Box square(int x, int side) {
        return new Box(x, 0, x + side, side);
    }
}
