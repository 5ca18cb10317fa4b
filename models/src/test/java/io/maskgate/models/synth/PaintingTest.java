package io.maskgate.models.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.synth.Look.Headwear;
import io.maskgate.models.synth.Look.Mask;
import io.maskgate.models.synth.Look.MaskKind;
import io.maskgate.models.synth.Look.Pattern;
import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PaintingTest {
    private static final Light WHITE =
            Light.of(0, 0.3, 1, new Rgb(0.6, 0.6, 0.6), new Rgb(0.4, 0.4, 0.4), new Rgb(0.3, 0.3, 0.3));

    private static Painting painting() {
        return new Painting(new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB), WHITE);
    }

    /** A plain person with nothing on the head, with a mask of that colour or without. */
    private static Look look(Optional<Rgb> mask) {
        var some = Look.random(new SplittableRandom(5), MaskLabel.NO_FACEMASK);
        return new Look(
                some.seed(),
                some.shape(),
                some.skin(),
                some.hair(),
                Look.HairStyle.SHORT,
                0,
                some.lips(),
                some.iris(),
                Headwear.NONE,
                some.wear(),
                Optional.empty(),
                mask.map(colour -> new Mask(MaskKind.CLOTH, colour, colour, Pattern.PLAIN)),
                some.clothes());
    }

    private static Pose standing(double x, double head, double yaw) {
        return new Pose(x, 90, head, yaw, 0, 0, 0, 0, 0);
    }

    private static Figure figure(int id, Optional<Rgb> mask, Pose pose) {
        return new Figure(id, look(mask), pose, 0, 1);
    }

    private static Figure bare(int id, double x, double head) {
        return figure(id, Optional.empty(), standing(x, head, 0));
    }

    @Test
    void aFaceAloneIsSeenWholeInABoxFromHairlineToChin() {
        var painting = painting();
        painting.add(bare(1, 160, 100));
        var truth = painting.truths().getFirst();
        assertThat(truth.visible()).isEqualTo(1, within(1e-4));
        assertThat(truth.label()).isEqualTo(MaskLabel.NO_FACEMASK);
        // Eyes at y = 90; by the proportions of HeadShape the hairline is 36 pixels above, the chin 50.5 below.
        assertThat(truth.box().y0()).isEqualTo(54, within(1.5f));
        assertThat(truth.box().y1()).isEqualTo(140.5f, within(2f));
        assertThat(truth.box().centerX()).isEqualTo(160, within(0.5f));
        assertThat(truth.box().width()).isBetween(55f, 72f);
    }

    @Test
    void aFaceBehindAnotherOfTheSameSizeIsHidden() {
        var painting = painting();
        painting.add(bare(1, 160, 99));
        painting.add(bare(2, 160, 100));
        assertThat(painting.truths()).extracting(FaceTruth::person).containsExactly(1, 2);
        assertThat(painting.truths().get(0).visible()).isLessThan(0.02);
        assertThat(painting.truths().get(1).visible()).isEqualTo(1, within(1e-4));
    }

    @Test
    void aFaceHalfAWidthBesideANearerOneIsSeenInPart() {
        var painting = painting();
        painting.add(bare(1, 160, 100));
        painting.add(bare(2, 198, 100));
        // The nearer head begins about 35 pixels left of its middle, at 163: 34 of the 62 pixels are free at the brow,
        // more at the narrower chin.
        assertThat(painting.truths().get(0).visible()).isBetween(0.5, 0.75);
    }

    @Test
    void aFaceHalfOutOfThePictureIsHalfSeenAndItsBoxEndsAtTheEdge() {
        var painting = painting();
        painting.add(bare(1, 0, 100));
        var truth = painting.truths().getFirst();
        assertThat(truth.visible()).isEqualTo(0.5, within(0.03));
        assertThat(truth.box().x0()).isZero();
    }

    @Test
    void aFaceTurnedAwayHasNoTruth() {
        var painting = painting();
        painting.add(figure(1, Optional.empty(), standing(160, 100, Math.PI)));
        assertThat(painting.truths()).isEmpty();
    }

    @Test
    void theLowerHalfOfAMaskedBoxHasTheColourOfTheMask() {
        var painting = painting();
        painting.add(figure(1, Optional.of(Rgb.srgb(30, 60, 200)), standing(160, 100, 0)));
        assertThat(painting.truths().getFirst().label()).isEqualTo(MaskLabel.FACEMASK);
        assertThat(blueShare(painting)).isGreaterThan(0.9);
    }

    @Test
    void aMaskBelowTheChinLeavesTheFaceUnmaskedAndItsMouthFree() {
        var painting = painting();
        var down = new Pose(160, 90, 100, 0, 0, 0, 0, 0, 1);
        painting.add(figure(1, Optional.of(Rgb.srgb(30, 60, 200)), down));
        assertThat(painting.truths().getFirst().label()).isEqualTo(MaskLabel.NO_FACEMASK);
        assertThat(blueShare(painting)).isLessThan(0.2);
    }

    /** Share of clearly blue pixels in the middle of the lower half of the only face's box. */
    private static double blueShare(Painting painting) {
        var box = painting.truths().getFirst().box();
        int blue = 0;
        int all = 0;
        for (int y = (int) (box.centerY() + 0.1 * box.height()); y < box.y1() - 0.06 * box.height(); y++) {
            for (int x = (int) (box.centerX() - 0.2 * box.width()); x < box.centerX() + 0.2 * box.width(); x++) {
                int p = painting.image().getRGB(x, y);
                all++;
                blue += (p & 255) > 1.6 * (p >> 16 & 255) ? 1 : 0;
            }
        }
        return blue / (double) all;
    }
}
