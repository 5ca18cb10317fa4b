package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.video.VideoException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures are written by the JDK's ImageIO, an encoder independent of the decoder under test. */
@ExtendWith(NoLeaks.class)
class StillPictureTest {
    private static final long LIMIT = 50_000_000;

    private static byte[] written(String format, int width, int height) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, x < width / 2 ? 0xC02040 : 0x2040C0);
            }
        }
        var bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private static VideoException refusal(byte[] data) {
        return catchThrowableOfType(
                VideoException.class,
                () -> StillPicture.decode(data, LIMIT, MediaClock.system()).close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "bmp"})
    void aPictureIsDecodedWithItsColours(String format) throws Exception {
        try (var frame = StillPicture.decode(written(format, 120, 50), LIMIT, MediaClock.system());
                var scaler = new PictureScaler()) {
            assertThat(frame.width()).isEqualTo(120);
            assertThat(frame.height()).isEqualTo(50);
            var picture = scaler.scale(frame, 120);
            assertClose(picture.rgb(20, 25), 0xC02040);
            assertClose(picture.rgb(100, 25), 0x2040C0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_BYTE_INDEXED,
                BufferedImage.TYPE_BYTE_BINARY,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_USHORT_GRAY
            })
    void everyKindOfPngBecomesRgb(int type) throws Exception {
        var image = new BufferedImage(37, 21, type);
        for (int x = 0; x < 37; x++) {
            for (int y = 0; y < 21; y++) {
                image.setRGB(x, y, x < 18 ? 0xFFFFFFFF : 0xFF000000);
            }
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        try (var frame = StillPicture.decode(bytes.toByteArray(), LIMIT, MediaClock.system());
                var scaler = new PictureScaler()) {
            var picture = scaler.scale(frame, 37);
            assertClose(picture.rgb(5, 10), 0xFFFFFF);
            assertClose(picture.rgb(30, 10), 0x000000);
        }
    }

    private static void assertClose(int found, int expected) {
        for (int shift : new int[] {16, 8, 0}) {
            assertThat(found >> shift & 0xff).isCloseTo(expected >> shift & 0xff, within(4));
        }
    }

    @Test
    void aLossyWebpIsDecoded() throws Exception {
        // One pixel, the smallest WebP there is.
        byte[] webp = HexFormat.of()
                .parseHex("524946462200000057454250565038201600000030" + "01009d012a0100010001400026"
                        + "25a400037000fefd50000000");
        try (var frame = StillPicture.decode(webp, LIMIT, MediaClock.system())) {
            assertThat(frame.width()).isEqualTo(1);
            assertThat(frame.height()).isEqualTo(1);
        }
    }

    @Test
    void theBufferMayBeASliceAndIsLeftAsItIs() throws Exception {
        byte[] png = written("png", 8, 8);
        ByteBuffer inside = ByteBuffer.allocateDirect(png.length + 20).position(10);
        inside.put(png).position(10).limit(10 + png.length);
        try (var frame = StillPicture.decode(inside, LIMIT, MediaClock.system())) {
            assertThat(frame.width()).isEqualTo(8);
        }
        assertThat(inside.remaining()).isEqualTo(png.length);
    }

    private static byte[] pngHeader(int width, int height) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(HexFormat.of().parseHex("89504e470d0a1a0a"));
        var header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .put((byte) 2)
                .array();
        chunk(bytes, "IHDR", header);
        return bytes.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) throws IOException {
        var body = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .array();
        var crc = new CRC32();
        crc.update(body);
        var stream = new DataOutputStream(out);
        stream.writeInt(data.length);
        stream.write(body);
        stream.writeInt((int) crc.getValue());
    }

    @Test
    void aHugePngIsRefusedByItsHeaderAlone() throws Exception {
        var refusal = refusal(pngHeader(30_000, 30_000));
        assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal).hasMessage("picture: 30000x30000 pixels, allowed are 50000000 in all; send a smaller one");
    }

    @Test
    void hugeSizesOfTheOtherFormatsAreRefusedToo() throws Exception {
        byte[] jpeg = written("jpg", 16, 16);
        int frame = 0;
        while (!(jpeg[frame] == (byte) 0xff && jpeg[frame + 1] == (byte) 0xc0)) {
            frame++;
        }
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
        byte[] bmp = written("bmp", 16, 16);
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 30_000).putInt(22, -30_000);
        byte[] webp = new byte[40];
        ByteBuffer.wrap(webp)
                .put("RIFF\0\0\0\0WEBPVP8X".getBytes(StandardCharsets.ISO_8859_1))
                .position(24)
                .put(new byte[] {-1, -1, 0, -1, -1, 0});

        assertThat(refusal(jpeg).getMessage()).startsWith("picture: 60000x60000 pixels");
        assertThat(refusal(bmp).getMessage()).startsWith("picture: 30000x30000 pixels");
        assertThat(refusal(webp).getMessage()).startsWith("picture: 65536x65536 pixels");
    }

    @Test
    void aSecondLargerSizeDeeperInTheFileIsHeldToTheSameLimit() throws Exception {
        // A VP8 frame of 16,000 x 16,000 in a WebP whose canvas says 1 x 1.
        byte[] webp = new byte[64];
        ByteBuffer.wrap(webp)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(56)
                .put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII))
                .putInt(10)
                .put(new byte[10])
                .put("VP8 ".getBytes(StandardCharsets.US_ASCII))
                .putInt(26)
                .put(HexFormat.of().parseHex("3001009d012a"))
                .putShort((short) 16_000)
                .putShort((short) 16_000);
        assertThat(refusal(webp).reason()).isEqualTo(Reason.BROKEN);
    }

    @Test
    void compressedTextInAPngIsNeverUnpacked() throws Exception {
        byte[] png = written("png", 8, 8);
        var packed = new ByteArrayOutputStream();
        packed.write("Comment\0\0".getBytes(StandardCharsets.ISO_8859_1));
        try (var deflater = new DeflaterOutputStream(packed)) {
            byte[] spaces = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                deflater.write(spaces);
            }
        }
        int afterHeader = 8 + 25;
        var bomb = new ByteArrayOutputStream();
        bomb.write(png, 0, afterHeader);
        chunk(bomb, "zTXt", packed.toByteArray());
        bomb.write(png, afterHeader, png.length - afterHeader);

        try (var frame = StillPicture.decode(bomb.toByteArray(), LIMIT, MediaClock.system())) {
            assertThat(frame.width()).isEqualTo(8);
            assertThat(frame.av().metadata()).as("decoded text").isNull();
        }
    }

    @Test
    void textNamedLikeAPictureIsUnsupported() {
        var refusal = refusal("holiday.jpg is not a picture".getBytes(StandardCharsets.UTF_8));
        assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal).hasMessage("picture: expected JPEG, PNG, WebP or BMP, found something else");
    }

    @Test
    void nothingIsBroken() {
        assertThat(refusal(new byte[0])).hasMessage("picture: empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "bmp"})
    void aPictureCutWithinItsHeaderIsBroken(String format) throws Exception {
        var refusal = refusal(Arrays.copyOf(written(format, 64, 64), 17));
        assertThat(refusal.reason()).isEqualTo(Reason.BROKEN);
        assertThat(refusal).hasMessageContaining("within its header, after 17 bytes");
    }

    @Test
    void aJpegThatBreaksOffIsDecodedAsFarAsItGoes() throws Exception {
        byte[] jpeg = written("jpg", 400, 400);
        try (var frame = StillPicture.decode(Arrays.copyOf(jpeg, jpeg.length * 2 / 3), LIMIT, MediaClock.system())) {
            assertThat(frame.width()).isEqualTo(400);
        }
    }

    @Test
    void pixelsThatAreGarbageAreBroken() throws Exception {
        byte[] png = pngHeader(100, 100);
        assertThat(refusal(png).reason()).isEqualTo(Reason.BROKEN);
    }
}
