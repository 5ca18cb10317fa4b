package io.maskgate.models.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.maskgate.hw.inference.MaskLabel;
import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SceneTest {
    private static final SceneOptions SMALL = new SceneOptions(128, 72, 5, 20, 3);

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @Test
    void theSameSeedGivesTheSamePixelsInAnyOrder() {
        var one = Scene.demonstration(7, SMALL);
        var two = Scene.demonstration(7, SMALL);
        two.draw(60);
        assertThat(pixels(one.draw(40).image())).isEqualTo(pixels(two.draw(40).image()));
        assertThat(one.draw(40).faces()).isEqualTo(two.draw(40).faces());
        assertThat(pixels(Scene.demonstration(8, SMALL).draw(40).image()))
                .isNotEqualTo(pixels(one.draw(40).image()));
    }

    @Test
    void theDemonstrationShowsSevenPeopleOfBothLabelsAndBeginsAndEndsEmpty() {
        var scene = Scene.demonstration(4, new SceneOptions(128, 72, 2, 20, 0));
        assertThat(scene.draw(0).faces()).allMatch(face -> face.visible() == 0);
        assertThat(scene.draw(scene.frames() - 1).faces()).allMatch(face -> face.visible() == 0);
        var labels = new TreeMap<Integer, HashSet<MaskLabel>>();
        for (int frame = 0; frame < scene.frames(); frame++) {
            for (var face : scene.draw(frame).faces()) {
                assertThat(face.box().x0()).isBetween(0f, face.box().x1());
                assertThat(face.box().y0()).isBetween(0f, face.box().y1());
                assertThat(face.box().x1()).isLessThanOrEqualTo(128);
                assertThat(face.box().y1()).isLessThanOrEqualTo(72);
                if (face.visible() > 0.5) {
                    labels.computeIfAbsent(face.person(), _ -> new HashSet<>()).add(face.label());
                }
            }
        }
        assertThat(labels.keySet()).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(labels.get(6)).containsExactlyInAnyOrder(MaskLabel.NO_FACEMASK, MaskLabel.FACEMASK);
        assertThat(labels.get(1)).containsExactly(MaskLabel.FACEMASK);
        assertThat(labels.get(2)).containsExactly(MaskLabel.NO_FACEMASK);
    }

    @Test
    void nobodyInTheDemonstrationMovesFasterThanATrackerAtFiveFramesASecondCanFollow() {
        var options = new SceneOptions(1280, 720, 25, 20, 0);
        var walkers = new Casting(new SplittableRandom(4)).demonstration(options);
        for (var walker : walkers) {
            for (double t = 0; t < 20; t += 0.04) {
                var now = walker.at(t, 1280, 720);
                var then = walker.at(t + 0.2, 1280, 720);
                if (now.isPresent() && then.isPresent()) {
                    double moved =
                            Math.abs(then.get().pose().x() - now.get().pose().x());
                    assertThat(moved).isLessThan(0.85 * 0.62 * now.get().pose().head());
                }
            }
        }
    }

    @Test
    void aFrameOutsideTheSceneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scene.demonstration(1, SMALL).draw(100))
                .withMessage("frame: expected 0 to 99, found 100");
    }
}
