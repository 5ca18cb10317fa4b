package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NoLeaks.class)
class EncodingTest {
    @TempDir
    Path folder;

    private static void assertClose(int found, int expected, int tolerance) {
        for (int shift : new int[] {16, 8, 0}) {
            assertThat(found >> shift & 0xff).isCloseTo(expected >> shift & 0xff, within(tolerance));
        }
    }

    @Test
    void aJpegIsReadByAnotherDecoderWithTheSameColours() throws Exception {
        var picture = new RgbPicture(101, 67);
        picture.fill(0, 0, 101, 67, 0x30A050);
        picture.fill(50, 0, 101, 67, 0xE0E0E0);
        try (var encoder = new JpegEncoder()) {
            var image = ImageIO.read(new ByteArrayInputStream(encoder.encode(picture, 95)));
            assertThat(image.getWidth()).isEqualTo(101);
            assertThat(image.getHeight()).isEqualTo(67);
            assertClose(image.getRGB(20, 30), 0x30A050, 4);
            assertClose(image.getRGB(80, 30), 0xE0E0E0, 4);
        }
    }

    @Test
    void qualityTradesSizeAndTheSizeOfPicturesMayChange() {
        var noise = new RgbPicture(128, 128);
        for (int i = 0; i < noise.pixels().capacity(); i++) {
            noise.pixels().put(i, (byte) (i * 2_654_435_761L >> 13));
        }
        try (var encoder = new JpegEncoder()) {
            int fine = encoder.encode(noise, 95).length;
            int coarse = encoder.encode(noise, 20).length;
            assertThat(coarse * 2).isLessThan(fine);
            assertThat(encoder.encode(new RgbPicture(16, 400), 80)).isNotEmpty();
            assertThatThrownBy(() -> encoder.encode(noise, 0)).hasMessage("quality: expected 1 to 100, found 0");
        }
    }

    /** Stitched panoramas, and pictures made to be so. */
    @ParameterizedTest
    @CsvSource({"3, 20000, 1600, 2x16384", "20000, 3, 20000, 16384x2", "3000, 20, 1600, 1600x11", "40, 30, 100, 40x30"})
    void aPictureOfAnySidesIsShown(int width, int height, int maxWidth, String shown) {
        try (var scaler = new PictureScaler();
                var frame = LetterboxerTest.grey(width, height, 90)) {
            var picture = scaler.scale(frame, maxWidth);
            assertThat(picture.width() + "x" + picture.height()).isEqualTo(shown);
            assertClose(picture.rgb(picture.width() - 1, picture.height() - 1), 0x5A5A5A, 1);
        }
    }

    /** The shape stays; bounded in the same proportion as 8192 x 8192 pixels four times as high as wide would be. */
    @ParameterizedTest
    @CsvSource({"512, 512, 1, 4, 131072, 181x724", "512, 512, 1, 1, 131072, 362x362", "640, 360, 1, 1, 230400, 640x360"
    })
    void aPictureIsNoLargerThanItsBound(int width, int height, int wide, int high, int maxPixels, String shown) {
        try (var scaler = new PictureScaler();
                var frame = LetterboxerTest.grey(width, height, 90)) {
            frame.av().sample_aspect_ratio().num(wide).den(high);
            frame.filled(frame.time());
            var picture = scaler.scale(frame, 8192, maxPixels);
            assertThat(picture.width() + "x" + picture.height()).isEqualTo(shown);
            assertThat(picture.width() * picture.height()).isLessThanOrEqualTo(maxPixels);
        }
    }

    /** Half frames of recorders, DVD's 720 columns for 16:9, recorders that halve the columns, HDV, and what is no camera's. */
    @ParameterizedTest
    @CsvSource({
        "704, 288, 6, 11, 960, 704x528",
        "704, 288, 6, 11, 352, 352x264",
        "720, 576, 64, 45, 960, 960x540",
        "960, 1080, 2, 1, 1920, 1920x1080",
        "1440, 1080, 4, 3, 8192, 1920x1080",
        "40, 30, 0, 1, 100, 40x30",
        "40, 30, 9, 1, 100, 40x30"
    })
    void aPictureWhosePixelsAreNotSquareIsShownAsItIsToBeSeen(
            int width, int height, int wide, int high, int maxWidth, String shown) {
        try (var scaler = new PictureScaler();
                var frame = LetterboxerTest.grey(width, height, 90)) {
            frame.av().sample_aspect_ratio().num(wide).den(high);
            frame.filled(frame.time());
            var picture = scaler.scale(frame, maxWidth);
            assertThat(picture.width() + "x" + picture.height()).isEqualTo(shown);
            assertClose(picture.rgb(picture.width() - 1, picture.height() - 1), 0x5A5A5A, 1);
        }
    }

    @Test
    void aClosedEncoderRefusesInPlaceOfReachingForWhatIsFreed() {
        var picture = new RgbPicture(16, 16);
        var encoder = new JpegEncoder();
        encoder.encode(picture, 80);
        encoder.close();

        assertThatThrownBy(() -> encoder.encode(picture, 80))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("expected an open encoder, found a closed one");
    }

    @Test
    void aVideoIsWrittenWhenFinishedAndComesBackWithItsColours() throws Exception {
        Path clip = folder.resolve("red.mp4");
        var picture = new RgbPicture(64, 64);
        picture.fill(0, 0, 64, 64, 0xC03020);
        try (var writer = VideoWriter.create(clip, VideoWriter.Format.mp4(64, 64, 10, 300_000))) {
            for (int i = 0; i < 5; i++) {
                writer.write(picture);
            }
            assertThat(clip).doesNotExist();
            writer.finish();
        }
        assertThat(folder.toFile().list()).containsExactly("red.mp4");
        try (var source = VideoSource.open(Clips.spec(clip), MediaClock.system());
                var scaler = new PictureScaler();
                var frame = ((Read.Picture) source.read()).frame()) {
            assertThat(source.codec()).isEqualTo("h264");
            assertClose(scaler.scale(frame, 64).rgb(32, 32), 0xC03020, 6);
        }
    }

    @Test
    void aVideoThatIsNotFinishedLeavesNothing() throws Exception {
        try (var writer = VideoWriter.create(folder.resolve("x.mp4"), VideoWriter.Format.mp4(64, 64, 10, 300_000))) {
            writer.write(new RgbPicture(64, 64));
        }
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aPictureOfAnotherSizeIsRefused() throws Exception {
        try (var writer = VideoWriter.create(folder.resolve("x.mp4"), VideoWriter.Format.mp4(64, 64, 10, 300_000))) {
            assertThatThrownBy(() -> writer.write(new RgbPicture(32, 64)))
                    .hasMessage("expected a picture of 64x64, found 32x64");
        }
    }

    @Test
    void aTargetThatCannotBeWrittenSaysSo() {
        assertThatThrownBy(() -> VideoWriter.create(
                        folder.resolve("missing/x.mp4"), VideoWriter.Format.mp4(64, 64, 10, 300_000)))
                .hasMessage("creating " + folder.resolve("missing/x.mp4.part") + " failed: No such file or directory");
    }

    @Test
    void annotationsAreGreenWithAndRedWithoutMask() {
        var picture = new RgbPicture(320, 180);
        new Annotator()
                .draw(
                        picture,
                        List.of(
                                new Detection(new Box(100, 100, 200, 200), MaskLabel.FACEMASK, 0.97f),
                                new Detection(new Box(400, 0, 500, 100), MaskLabel.NO_FACEMASK, 0.5f)),
                        640,
                        360);
        assertThat(picture.rgb(50, 80)).as("left edge of the first box, halved").isEqualTo(Annotator.GREEN);
        assertThat(picture.rgb(52, 80)).as("inside").isZero();
        assertThat(picture.rgb(249, 40)).as("right edge of the second box").isEqualTo(Annotator.RED);
        assertThat(picture.rgb(51, 40)).as("bar above the first box").isEqualTo(Annotator.GREEN);
        assertThat(picture.rgb(201, 3))
                .as("bar inside the second box, which touches the top")
                .isEqualTo(Annotator.RED);
    }

    @Test
    void aBoxOutsideThePictureIsCut() {
        var picture = new RgbPicture(40, 30);
        new Annotator().draw(picture, new Box(-500, -500, 4_000, 4_000), "no facemask 0.99", Annotator.RED);
        new Annotator().draw(picture, new Box(90, 90, 120, 130), "?\u00e9", Annotator.GREEN);
        assertThat(picture.rgb(39, 29)).isZero();
    }
}
