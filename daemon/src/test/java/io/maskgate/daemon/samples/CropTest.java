package io.maskgate.daemon.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.video.RgbPicture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CropTest {
    @Test
    void aFaceHasItsSurroundings() {
        assertThat(Crop.around(new Box(400, 200, 460, 280), 960, 540)).isEqualTo(new Crop(270, 80, 320, 320));
    }

    @Test
    void thePixelsAreThoseOfThePicture() {
        var picture = new RgbPicture(400, 300);
        picture.fill(210, 110, 211, 111, 0x123456);
        var crop = new Crop(200, 100, 64, 48);
        var part = crop.of(picture);
        assertThat(part.width()).isEqualTo(64);
        assertThat(part.height()).isEqualTo(48);
        assertThat(part.rgb(10, 10)).isEqualTo(0x123456);
        assertThat(part.rgb(11, 10)).isZero();
        assertThat(crop.inside(new Box(190, 110, 220, 160))).isEqualTo(new Box(0, 10, 20, 48));
        assertThat(crop.share(new Box(190, 100, 210, 120))).isEqualTo(0.5f);
    }

    @Property(tries = 500)
    void itLiesInThePictureAndHoldsTheFace(
            @ForAll @IntRange(min = 64, max = 2000) int width,
            @ForAll @IntRange(min = 64, max = 2000) int height,
            @ForAll @FloatRange(min = 0, max = 0.9f) float x,
            @ForAll @FloatRange(min = 0, max = 0.9f) float y,
            @ForAll @FloatRange(min = 0.01f, max = 0.1f) float size) {
        var face = new Box(x * width, y * height, (x + size) * width, (y + size) * height);
        var crop = Crop.around(face, width, height);
        assertThat(crop.x()).isBetween(0, width - crop.width());
        assertThat(crop.y()).isBetween(0, height - crop.height());
        assertThat(crop.width() % 2 + crop.height() % 2).isZero();
        assertThat(crop.share(face)).isGreaterThan(0.8f);
    }
}
