package io.maskgate.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.data.Face;
import io.maskgate.models.net.Anchors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskAlignedAssignerTest {
    /** 8 x 8 anchors of stride 8 from 0, 4 x 4 of stride 16 from 64, 2 x 2 of stride 32 from 80. */
    private final Anchors anchors = Anchors.of(64, 64);

    private final float[] scores = new float[2 * anchors.count()];
    private final float[] boxes = new float[4 * anchors.count()];

    @Test
    void eachFaceTakesItsBestAnchorsAndAContestedOneGoesToTheFaceItOverlapsMost() {
        var small = new Face(0, 0, 16, 16, 0);
        var wide = new Face(8, 8, 40, 24, 1);
        predict(0, 0.81f, 0, 0, 0, 16, 16); // the small face exactly: sqrt(0.81) * 1^6 = 0.9
        predict(80, 0, 0.36f, 8, 8, 40, 24); // the wide one exactly: 0.6
        // half of the wide face, a seventh of the small one: 0.8 / 2^6 and 0.8 / 7^6
        predict(9, 0.64f, 0.64f, 8, 8, 24, 24);

        var assignment = assign(new TaskAlignedAssigner(2, 0.5, 6, 0), List.of(small, wide), List.of());

        assertThat(positives(assignment)).containsExactly(0, 9, 80);
        assertThat(assignment.face()[0]).isEqualTo(0);
        assertThat(assignment.face()[9]).isEqualTo(1);
        assertThat(assignment.face()[80]).isEqualTo(1);
        // the best anchor's wanted score is its overlap, the others' in proportion to their alignment
        assertThat(assignment.quality()[0]).isCloseTo(1, within(1e-6f));
        assertThat(assignment.quality()[80]).isCloseTo(1, within(1e-6f));
        assertThat(assignment.quality()[9]).isCloseTo(0.8f / 64 / 0.6f, within(1e-6f));
        assertThat(assignment.positives()).isEqualTo(3);
    }

    @Test
    void onlyTheScoreOfTheFacesOwnClassCounts() {
        predict(0, 0.9f, 0.1f, 0, 0, 16, 16);
        predict(1, 0.1f, 0.9f, 0, 0, 16, 16);
        var assigner = new TaskAlignedAssigner(1, 0.5, 6, 0);
        assertThat(positives(assign(assigner, List.of(new Face(0, 0, 16, 16, 0)), List.of())))
                .containsExactly(0);
        assertThat(positives(assign(assigner, List.of(new Face(0, 0, 16, 16, 1)), List.of())))
                .containsExactly(1);
    }

    @Test
    void aFaceSmallerThanACellWithNoCentreInsideStillFindsAnchors() {
        var tiny = new Face(6, 6, 9, 9, 0);
        Arrays.fill(scores, 0.5f);
        assertThat(positives(assign(new TaskAlignedAssigner(10, 0.5, 6, 0), List.of(tiny), List.of())))
                .containsExactly(64); // only the coarser cell's centre, at 8, 8
        assertThat(positives(assign(TaskAlignedAssigner.standard(), List.of(tiny), List.of())))
                .contains(0, 1, 8, 9);
    }

    @Test
    void anchorsInAnIgnoredRegionAreNotJudgedUnlessAFaceTakesThem() {
        Arrays.fill(scores, 0.5f);
        var ignored = new Face(32, 32, 64, 64, 1);
        var face = new Face(32, 32, 40, 40, 0);
        predict(36, 0.5f, 0.5f, 32, 32, 40, 40); // the anchor at 36, 36

        var assignment = assign(new TaskAlignedAssigner(1, 0.5, 6, 0), List.of(face), List.of(ignored));

        assertThat(assignment.face()[36]).isEqualTo(0);
        assertThat(assignment.face()[37]).isEqualTo(Assignment.IGNORED);
        assertThat(assignment.face()[83]).isEqualTo(Assignment.IGNORED);
        assertThat(assignment.face()[0]).isEqualTo(-1);
    }

    @Test
    void ofTwoPicturesInABatchEachReadsItsOwnPredictions() {
        var twice = new float[2 * scores.length];
        var boxesTwice = new float[2 * boxes.length];
        predict(9, 0.9f, 0, 0, 0, 16, 16);
        System.arraycopy(scores, 0, twice, scores.length, scores.length);
        System.arraycopy(boxes, 0, boxesTwice, boxes.length, boxes.length);
        var assignment = new TaskAlignedAssigner(1, 0.5, 6, 0)
                .assign(
                        anchors,
                        twice,
                        scores.length,
                        2,
                        boxesTwice,
                        boxes.length,
                        List.of(new Face(0, 0, 16, 16, 0)),
                        List.of());
        assertThat(positives(assignment)).containsExactly(9);
    }

    private void predict(int anchor, float facemask, float noFacemask, float x0, float y0, float x1, float y1) {
        scores[2 * anchor] = facemask;
        scores[2 * anchor + 1] = noFacemask;
        System.arraycopy(new float[] {x0, y0, x1, y1}, 0, boxes, 4 * anchor, 4);
    }

    private Assignment assign(TaskAlignedAssigner assigner, List<Face> faces, List<Face> ignored) {
        return assigner.assign(anchors, scores, 0, 2, boxes, 0, faces, ignored);
    }

    private static int[] positives(Assignment assignment) {
        return IntStream.range(0, assignment.face().length)
                .filter(a -> assignment.face()[a] >= 0)
                .toArray();
    }
}
