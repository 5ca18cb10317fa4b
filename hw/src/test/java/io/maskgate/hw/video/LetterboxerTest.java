package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.Letterbox;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NoLeaks.class)
class LetterboxerTest {
    static final int PAD = 0x727272;

    private final InputImage input = image(64, 64);

    static InputImage image(int width, int height) {
        return new InputPool(1, width, height).acquire().orElseThrow();
    }

    @AfterEach
    void handBack() {
        input.close();
    }

    static int rgb(InputImage image, int x, int y) {
        int at = (y * image.width() + x) * 3;
        return (image.pixels().get(at) & 0xff) << 16
                | (image.pixels().get(at + 1) & 0xff) << 8
                | (image.pixels().get(at + 2) & 0xff);
    }

    private static void assertColor(int found, int expected, int tolerance) {
        for (int shift : new int[] {16, 8, 0}) {
            assertThat(found >> shift & 0xff)
                    .as("#%06x against #%06x", found, expected)
                    .isCloseTo(expected >> shift & 0xff, within(tolerance));
        }
    }

    /** What a stream notes of its pixels may change from one picture to the next, its size being the same. */
    @ParameterizedTest
    @CsvSource({"1, 2, 32, 64", "2, 1, 64, 32", "1, 1, 64, 64", "0, 1, 64, 64", "1, 5, 64, 64", "5, 1, 64, 64"})
    void theAspectOfPixelsIsHeededWhereItCanBe(int numerator, int denominator, int width, int height) {
        try (var letterboxer = new Letterboxer();
                var square = grey(128, 128, 200);
                var frame = grey(128, 128, 200)) {
            frame.av().sample_aspect_ratio().num(numerator).den(denominator);
            frame.filled(frame.time());
            letterboxer.scale(square, input);
            letterboxer.scale(frame, input);
        }
        assertThat(input.letterbox().contentWidth()).isEqualTo(width);
        assertThat(input.letterbox().contentHeight()).isEqualTo(height);
    }

    @Test
    void aWidePictureLiesCentredBetweenPadding() {
        try (var letterboxer = new Letterboxer();
                var frame = grey(128, 72, 200)) {
            letterboxer.scale(frame, input);
        }
        // 128x72 into 64x64: half size is 64x36, 14 rows of padding above and below.
        assertThat(input.letterbox()).isEqualTo(new Letterbox(128, 72, 0.5f, 0, 14, 64, 36));
        for (int x = 0; x < 64; x++) {
            for (int y = 0; y < 64; y++) {
                boolean inside = y >= 14 && y < 50;
                assertColor(rgb(input, x, y), inside ? 0xC8C8C8 : PAD, inside ? 1 : 0);
            }
        }
    }

    @Test
    void aTallPictureLiesBetweenPaddingLeftAndRight() {
        try (var letterboxer = new Letterboxer();
                var frame = grey(30, 60, 10)) {
            letterboxer.scale(frame, input);
        }
        for (int y = 0; y < 64; y++) {
            assertColor(rgb(input, 15, y), PAD, 0);
            assertColor(rgb(input, 16, y), 0x0A0A0A, 1);
            assertColor(rgb(input, 47, y), 0x0A0A0A, 1);
            assertColor(rgb(input, 48, y), PAD, 0);
        }
    }

    @Test
    void paddingIsRenewedWhenThePlaceChanges() {
        try (var letterboxer = new Letterboxer();
                var wide = grey(128, 72, 200);
                var tall = grey(72, 128, 200)) {
            letterboxer.scale(wide, input);
            letterboxer.scale(tall, input);
            assertColor(rgb(input, 5, 32), PAD, 0);
            letterboxer.scale(wide, input);
            assertColor(rgb(input, 32, 5), PAD, 0);
            assertColor(rgb(input, 5, 32), 0xC8C8C8, 1);
        }
    }

    /** Values computed by hand from the matrices of BT.601 and BT.709, limited (16 to 235) and full range. */
    @ParameterizedTest
    @CsvSource({
        // Y, U, V: pure red in each encoding
        "BT601, limited, 81, 90, 240, FE0000",
        "BT709, limited, 63, 102, 240, FF0000",
        "BT601, full, 76, 85, 255, FE0000",
        // the same samples read with the other matrix are another colour
        "BT709, limited, 81, 90, 240, FF1800",
        "BT601, limited, 126, 128, 128, 808080",
        "BT601, full, 128, 128, 128, 808080",
        "BT601, limited, 16, 128, 128, 000000",
        "BT601, limited, 235, 128, 128, FFFFFF",
    })
    void coloursFollowMatrixAndRange(String matrix, String range, int y, int u, int v, String expected) {
        int space = matrix.equals("BT709") ? avutil.AVCOL_SPC_BT709 : avutil.AVCOL_SPC_SMPTE170M;
        int ranged = range.equals("full") ? avutil.AVCOL_RANGE_JPEG : avutil.AVCOL_RANGE_MPEG;
        assertMiddle(Frames.solid(66, 66, avutil.AV_PIX_FMT_YUV420P, space, ranged, y, u, v), expected);
    }

    @Test
    void theOldFullRangeFormatIsReadAsFullRange() {
        assertMiddle(
                Frames.solid(64, 64, avutil.AV_PIX_FMT_YUVJ420P, avutil.AVCOL_SPC_BT470BG, 0, 76, 85, 255), "FE0000");
    }

    @Test
    void tenBitPicturesAreReadAsWell() {
        assertMiddle(
                Frames.solid(
                        64,
                        64,
                        avutil.AV_PIX_FMT_YUV420P10LE,
                        avutil.AVCOL_SPC_SMPTE170M,
                        avutil.AVCOL_RANGE_MPEG,
                        81 * 4,
                        90 * 4,
                        240 * 4),
                "FE0000");
    }

    private void assertMiddle(DecodedFrame frame, String expected) {
        try (frame;
                var letterboxer = new Letterboxer()) {
            letterboxer.scale(frame, input);
            assertColor(rgb(input, 32, 32), Integer.parseInt(expected, 16), 3);
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void rowsKeepTheirOrderEvenWhenStoredUpsideDown(boolean upsideDown) {
        try (var letterboxer = new Letterboxer();
                var frame = Frames.rows(64, 64, upsideDown, y -> y * 3)) {
            letterboxer.scale(frame, input);
            for (int y = 0; y < 64; y++) {
                assertColor(rgb(input, 20, y), y * 3 * 0x010101, 1);
            }
        }
    }

    @Test
    void shrinkingAveragesInsteadOfPickingRows() {
        try (var letterboxer = new Letterboxer();
                var frame = Frames.rows(512, 512, false, y -> y % 2 == 0 ? 0 : 200)) {
            letterboxer.scale(frame, input);
            for (int y = 2; y < 62; y++) {
                assertColor(rgb(input, 30, y), 0x646464, 6);
            }
        }
    }

    static DecodedFrame grey(int width, int height, int level) {
        return Frames.solid(
                width,
                height,
                avutil.AV_PIX_FMT_YUV420P,
                avutil.AVCOL_SPC_SMPTE170M,
                avutil.AVCOL_RANGE_JPEG,
                level,
                128,
                128);
    }
}
