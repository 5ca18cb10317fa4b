package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.Letterbox;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures and videos that lie on their side, as phones store them. */
@ExtendWith(NoLeaks.class)
class TurnTest {
    private static final int WIDTH = 96;
    private static final int HEIGHT = 160;
    /** The upright picture's quarters: left and right above, left and right below. */
    private static final int[] QUARTERS = {0xE02020, 0x20E020, 0x2020E0, 0xE0E020};

    private static int upright(int x, int y) {
        return QUARTERS[(y < HEIGHT / 2 ? 0 : 2) + (x < WIDTH / 2 ? 0 : 1)];
    }

    /**
     * A JPEG as a camera stores it.
     *
     * @param row the side of the upright picture that is the stored one's first row, by the table of Exif 2.32, 4.6.4 A
     * @param column the side that is its first column
     */
    private static byte[] stored(int orientation, String row, String column) throws Exception {
        boolean swapped = row.equals("left") || row.equals("right");
        int width = swapped ? HEIGHT : WIDTH;
        int height = swapped ? WIDTH : HEIGHT;
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                String both = row + column;
                int alongX = swapped ? i : j;
                int alongY = swapped ? j : i;
                int x = both.contains("left") ? alongX : WIDTH - 1 - alongX;
                int y = both.contains("top") ? alongY : HEIGHT - 1 - alongY;
                image.setRGB(j, i, upright(x, y));
            }
        }
        var jpeg = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", jpeg);
        return withOrientation(jpeg.toByteArray(), orientation);
    }

    /** Behind the start of the picture comes APP1 with a TIFF of one entry: tag 0x0112, one SHORT. */
    private static byte[] withOrientation(byte[] jpeg, int orientation) {
        byte[] exif = ByteBuffer.allocate(36)
                .putShort((short) 0xffe1)
                .putShort((short) 34)
                .put("Exif\0\0MM\0*".getBytes(StandardCharsets.US_ASCII))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
        return ByteBuffer.allocate(jpeg.length + exif.length)
                .put(jpeg, 0, 2)
                .put(exif)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    private static void assertClose(int found, int expected, String where) {
        for (int shift : new int[] {16, 8, 0}) {
            assertThat(found >> shift & 0xff)
                    .as("%s: #%06x against #%06x", where, found, expected)
                    .isCloseTo(expected >> shift & 0xff, within(24));
        }
    }

    private static void assertUpright(RgbPicture picture) {
        for (int x : new int[] {8, picture.width() - 9}) {
            for (int y : new int[] {8, picture.height() - 9}) {
                int expected = upright(x * WIDTH / picture.width(), y * HEIGHT / picture.height());
                assertClose(picture.rgb(x, y), expected, x + "," + y);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, top, left",
        "2, top, right",
        "3, bottom, right",
        "4, bottom, left",
        "5, left, top",
        "6, right, top",
        "7, right, bottom",
        "8, left, bottom"
    })
    void aPhotographStandsAsItsCameraWasHeld(int orientation, String row, String column) throws Exception {
        try (var frame = StillPicture.decode(stored(orientation, row, column), 1 << 20, MediaClock.system());
                var scaler = new PictureScaler()) {
            assertThat(frame.width()).isEqualTo(WIDTH);
            assertThat(frame.height()).isEqualTo(HEIGHT);
            assertUpright(scaler.scale(frame, WIDTH));
            assertUpright(scaler.scale(frame, 72));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 65_535})
    void anOrientationThatIsNoneChangesNothing(int orientation) throws Exception {
        try (var frame = StillPicture.decode(stored(orientation, "top", "left"), 1 << 20, MediaClock.system());
                var scaler = new PictureScaler()) {
            assertUpright(scaler.scale(frame, WIDTH));
        }
    }

    @Test
    void theModelSeesItUprightBetweenItsPadding() throws Exception {
        var input = new InputPool(1, 64, 64).acquire().orElseThrow();
        try (input;
                var frame = StillPicture.decode(stored(6, "right", "top"), 1 << 20, MediaClock.system());
                var letterboxer = new Letterboxer()) {
            letterboxer.scale(frame, input);
            // 96 x 160 into 64 x 64: 0.4 of its size is 38 x 64, 13 columns of padding beside it.
            assertThat(input.letterbox()).isEqualTo(new Letterbox(96, 160, 0.4f, 13, 0, 38, 64));
            assertThat(LetterboxerTest.rgb(input, 12, 5)).isEqualTo(LetterboxerTest.PAD);
            assertThat(LetterboxerTest.rgb(input, 51, 60)).isEqualTo(LetterboxerTest.PAD);
            assertClose(LetterboxerTest.rgb(input, 18, 8), QUARTERS[0], "above left");
            assertClose(LetterboxerTest.rgb(input, 45, 8), QUARTERS[1], "above right");
            assertClose(LetterboxerTest.rgb(input, 18, 56), QUARTERS[2], "below left");
            assertClose(LetterboxerTest.rgb(input, 45, 56), QUARTERS[3], "below right");
        }
    }

    /** The matrix of a track header (ISO/IEC 14496-12, 8.3.2): a quarter turn clockwise, as of a phone held upright. */
    @Test
    void aPhonesVideoStandsUpright(@TempDir Path folder) throws Exception {
        var file = Clips.mp4(folder, 10);
        byte[] clip = Files.readAllBytes(file);
        int header = new String(clip, StandardCharsets.ISO_8859_1).indexOf("tkhd");
        ByteBuffer.wrap(clip, header + 44, 20)
                .putInt(0)
                .putInt(1 << 16)
                .putInt(0)
                .putInt(-(1 << 16))
                .putInt(0);
        Files.write(file, clip);
        try (var source = VideoSource.open(Clips.spec(file), MediaClock.system());
                var scaler = new PictureScaler()) {
            var picture = (Read.Picture) source.read();
            try (var frame = picture.frame()) {
                assertThat(frame.width()).isEqualTo(96);
                assertThat(frame.height()).isEqualTo(160);
                // The first picture's square, 16 pixels wide at 0, 16, is at the top then, 16 from the right.
                var seen = scaler.scale(frame, 96);
                assertClose(seen.rgb(72, 8), 0xF0D020, "square");
                assertClose(seen.rgb(24, 8), 0x606060, "where it is stored");
                assertClose(seen.rgb(72, 40), 0x606060, "below");
            }
        }
    }
}
