package io.maskgate.hw.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LetterboxTest {
    /** Where a box of the source picture lies in the input, by what the record says of its components. */
    private static Box toInput(Letterbox at, Box box) {
        float sx = (float) at.contentWidth() / at.sourceWidth();
        float sy = (float) at.contentHeight() / at.sourceHeight();
        return new Box(
                box.x0() * sx + at.left(),
                box.y0() * sy + at.top(),
                box.x1() * sx + at.left(),
                box.y1() * sy + at.top());
    }

    @Test
    void widePictureIsPaddedAboveAndBelow() {
        // 1920 x 1080 in 320 x 320: scale 1/6, 320 x 180, (320 - 180) / 2 = 70 above
        assertThat(Letterbox.fit(1920, 1080, 320, 320)).isEqualTo(new Letterbox(1920, 1080, 1 / 6f, 0, 70, 320, 180));
    }

    @Test
    void tallPictureIsPaddedLeftAndRight() {
        // 600 x 1200 in 640 x 384: scale 0.32, 192 x 384, (640 - 192) / 2 = 224 left
        assertThat(Letterbox.fit(600, 1200, 640, 384)).isEqualTo(new Letterbox(600, 1200, 0.32f, 224, 0, 192, 384));
    }

    @Test
    void aPictureOfNarrowPixelsIsSqueezedToWhatIsToBeSeen() {
        // 704 x 288 at 6:11 is to be seen as 384 x 288: in 640 x 384 scale 4/3, 512 x 384, (640 - 512) / 2 = 64 left
        var letterbox = Letterbox.fit(704, 288, 6 / 11f, 640, 384);
        assertThat(letterbox).isEqualTo(new Letterbox(704, 288, 4 / 3f, 64, 0, 512, 384));
        // A face of 88 x 66 source pixels is 64 x 88 input pixels.
        assertThat(toInput(letterbox, new Box(88, 66, 176, 132))).isEqualTo(new Box(128, 88, 192, 176));
        assertThat(letterbox.toSource(new Box(128, 88, 192, 176))).isEqualTo(new Box(88, 66, 176, 132));
    }

    @Test
    void boxIsMappedBothWaysAndCutToTheSource() {
        var letterbox = Letterbox.fit(1920, 1080, 320, 320);

        assertThat(toInput(letterbox, new Box(600, 300, 900, 600))).isEqualTo(new Box(100, 120, 150, 170));
        assertThat(letterbox.toSource(new Box(100, 120, 150, 170))).isEqualTo(new Box(600, 300, 900, 600));
        assertThat(letterbox.toSource(new Box(-10, 60, 330, 260))).isEqualTo(new Box(0, 0, 1920, 1080));
    }

    @Test
    void pictureThinnerThanAPixelKeepsOne() {
        assertThat(Letterbox.fit(30_000, 1, 320, 320).contentHeight()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Letterbox.fit(0, 10, 320, 320))
                .withMessage("source is 0x10, expected a picture");
    }

    @Property
    void sourceToInputAndBackIsTheSame(
            @ForAll @IntRange(min = 16, max = 4000) int width,
            @ForAll @IntRange(min = 16, max = 4000) int height,
            @ForAll @FloatRange(min = 0, max = 0.5f) float left,
            @ForAll @FloatRange(min = 0.5f, max = 1) float right) {
        var letterbox = Letterbox.fit(width, height, 640, 384);
        var box = new Box(left * width, left * height, right * width, right * height);

        var back = letterbox.toSource(toInput(letterbox, box));

        // float has 24 bits: 4000 pixels through two mappings keep a hundredth
        assertThat(back.x0()).isCloseTo(box.x0(), within(0.02f));
        assertThat(back.y0()).isCloseTo(box.y0(), within(0.02f));
        assertThat(back.x1()).isCloseTo(box.x1(), within(0.02f));
        assertThat(back.y1()).isCloseTo(box.y1(), within(0.02f));
    }
}
