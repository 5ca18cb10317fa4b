package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** When a face counts, when it is ignored, and when it is gone. */
class VisibilityTest {
    private static final Canvas.Area WHOLE = new Canvas.Area(0, 0, 100, 100);

    private final Canvas canvas = new Canvas(100, 100);

    @Test
    void aFaceCutAtTheSideCountsFrom35PercentOn() {
        canvas.add(new Face(-6, 20, 4, 40, 0), WHOLE);
        canvas.add(new Face(-7, 50, 3, 70, 1), WHOLE);

        assertThat(canvas.faces).containsExactly(new Face(0, 20, 4, 40, 0));
        assertThat(canvas.ignored).containsExactly(new Face(0, 50, 3, 70, 1));
    }

    @Test
    void aFaceUnder3PixelsIsIgnored() {
        canvas.add(new Face(10, 10, 12.9f, 20, 0), WHOLE);
        canvas.add(new Face(30, 10, 33, 13, 0), WHOLE);

        assertThat(canvas.ignored).containsExactly(new Face(10, 10, 12.9f, 20, 0));
        assertThat(canvas.faces).containsExactly(new Face(30, 10, 33, 13, 0));
    }

    @Test
    void aFaceWhoseMouthIsCutOffIsIgnoredThoughMostOfItShows() {
        canvas.add(new Face(10, 40, 50, 140, 0), WHOLE);
        canvas.add(new Face(60, -40, 90, 60, 0), WHOLE);

        assertThat(canvas.ignored).containsExactly(new Face(10, 40, 50, 100, 0));
        assertThat(canvas.faces).containsExactly(new Face(60, 0, 90, 60, 0));
    }

    @Test
    void aFaceOutsideIsGone() {
        canvas.add(new Face(100, 10, 120, 30, 0), WHOLE);

        assertThat(canvas.faces).isEmpty();
        assertThat(canvas.ignored).isEmpty();
    }

    @Test
    void cutMixReplacesFacesUnderThePatchAndCutsThoseAtItsSide() {
        var area = new Canvas.Area(40, 0, 100, 100);
        canvas.faces.add(new Face(50, 50, 70, 80, 0));
        canvas.faces.add(new Face(20, 10, 50, 40, 0));
        canvas.faces.add(new Face(30, 60, 60, 90, 1));
        canvas.faces.add(new Face(2, 10, 12, 40, 1));
        var other = new Canvas(100, 100);
        other.faces.add(new Face(60, 10, 80, 40, 1));
        other.faces.add(new Face(10, 50, 30, 80, 1));
        Arrays.fill(other.pixels, (byte) 7);

        Blend.paste(canvas, other, area);

        assertThat(canvas.faces)
                .containsExactly(new Face(20, 10, 40, 40, 0), new Face(2, 10, 12, 40, 1), new Face(60, 10, 80, 40, 1));
        assertThat(canvas.ignored).containsExactly(new Face(30, 60, 40, 90, 1));
        assertThat(Scenes.pixel(canvas.pixels, 100, 39, 50)).isEqualTo(0x727272);
        assertThat(Scenes.pixel(canvas.pixels, 100, 40, 50)).isEqualTo(0x070707);
    }

    @Test
    void mixUpAveragesPixelsAndKeepsBothFaces() {
        var other = new Canvas(100, 100);
        Arrays.fill(other.pixels, (byte) 200);
        canvas.faces.add(new Face(1, 1, 9, 9, 0));
        other.faces.add(new Face(2, 2, 9, 9, 1));

        Blend.average(canvas, other);

        assertThat(canvas.pixels).containsOnly((114 + 200) / 2);
        assertThat(canvas.faces).containsExactly(new Face(1, 1, 9, 9, 0), new Face(2, 2, 9, 9, 1));
    }

    @Property(tries = 300)
    void anOccluderNeverCoversTheLowerHalfOfAFace(@ForAll long seed) {
        var scene = crowd();
        byte[] before = scene.pixels.clone();

        Occluder.draw(scene, new SplittableRandom(seed));

        for (int i = 0; i < before.length; i++) {
            float x = i / 3 % 100 + 0.5f;
            float y = i / 300 + 0.5f;
            boolean lower = scene.faces.stream()
                    .anyMatch(face ->
                            x > face.x0() && x < face.x1() && y > face.y0() + face.height() / 2 && y < face.y1());
            if (lower) {
                assertThat(scene.pixels[i]).isEqualTo(before[i]);
            }
        }
    }

    @Test
    void anOccluderIsHardlyEverNothing() {
        byte[] before = crowd().pixels;
        int drawn = 0;
        for (int seed = 0; seed < 300; seed++) {
            var scene = crowd();
            Occluder.draw(scene, new SplittableRandom(seed));
            drawn += Arrays.equals(scene.pixels, before) ? 0 : 1;
        }

        assertThat(drawn).isGreaterThan(250);
    }

    private static Canvas crowd() {
        var scene = new Canvas(100, 100);
        scene.faces.add(new Face(10, 10, 40, 50, 0));
        scene.faces.add(new Face(30, 42, 60, 90, 1));
        scene.ignored.add(new Face(70, 5, 95, 30, 0));
        return scene;
    }
}
