package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maskgate.hw.video.VideoException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures made to cost much. What is refused is refused by its header, before a decoder sees it. */
@ExtendWith(NoLeaks.class)
@Timeout(20)
class HostilePicturesTest {
    private static final long LIMIT = 50_000_000;

    private static VideoException refusal(byte[] data) {
        return catchThrowableOfType(
                VideoException.class,
                () -> StillPicture.decode(data, LIMIT, MediaClock.system()).close());
    }

    private static byte[] jpeg(int width, int height, boolean progressive) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName("jpg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            var how = writer.getDefaultWriteParam();
            how.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.setOutput(out);
            writer.write(
                    null, new IIOImage(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), null, null), how);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** The last scan again and again: a few bytes each, a walk over the whole picture each. */
    private static byte[] withScansRepeated(byte[] jpeg, int times) {
        int last = jpeg.length - 2;
        while (!(jpeg[last] == (byte) 0xff && jpeg[last + 1] == (byte) 0xda)) {
            last--;
        }
        byte[] scan = Arrays.copyOfRange(jpeg, last, jpeg.length - 2);
        var bomb = new ByteArrayOutputStream();
        bomb.write(jpeg, 0, jpeg.length - 2);
        for (int i = 0; i < times; i++) {
            bomb.writeBytes(scan);
        }
        bomb.write(0xff);
        bomb.write(0xd9);
        return bomb.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 100_000})
    void aJpegOfMoreScansThanAnyEncoderMakesIsRefusedByThem(int scans) throws Exception {
        byte[] bomb = withScansRepeated(jpeg(640, 480, true), scans);
        long before = System.nanoTime();
        var refusal = refusal(bomb);
        assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal).hasMessageContaining("more scans than any encoder makes");
        assertThat(System.nanoTime() - before).isLessThan(2_000_000_000L);
    }

    @Test
    void aProgressiveJpegAsEncodersMakeItIsDecoded() throws Exception {
        try (var frame = StillPicture.decode(jpeg(640, 480, true), LIMIT, MediaClock.system())) {
            assertThat(frame.width()).isEqualTo(640);
        }
        // The larger the picture, the fewer scans; those of an encoder stay below.
        byte[] ten = jpeg(16, 16, true);
        assertThat(JpegScans.tooMany(ByteBuffer.wrap(ten), LIMIT)).isFalse();
        assertThat(JpegScans.tooMany(ByteBuffer.wrap(withScansRepeated(ten, 11)), LIMIT))
                .isTrue();
    }

    @Test
    void scansOfAThumbnailAreNotThePictures() throws Exception {
        byte[] jpeg = jpeg(64, 64, false);
        byte[] thumbnail = new byte[1000];
        for (int i = 0; i < thumbnail.length; i += 2) {
            thumbnail[i] = (byte) 0xff;
            thumbnail[i + 1] = (byte) 0xda;
        }
        var bytes = new ByteArrayOutputStream();
        bytes.write(jpeg, 0, 2);
        bytes.writeBytes(ByteBuffer.allocate(4)
                .putShort((short) 0xffe1)
                .putShort((short) (2 + thumbnail.length))
                .array());
        bytes.writeBytes(thumbnail);
        bytes.write(jpeg, 2, jpeg.length - 2);
        try (var frame = StillPicture.decode(bytes.toByteArray(), LIMIT, MediaClock.system())) {
            assertThat(frame.width()).isEqualTo(64);
        }
    }

    @Test
    void ofAnAllowedSizeButOfTooMuchMemoryIsRefused() throws Exception {
        byte[] jpeg = jpeg(16, 16, true);
        int frame = 0;
        while (!(jpeg[frame] == (byte) 0xff && jpeg[frame + 1] == (byte) 0xc2)) {
            frame++;
        }
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 6000).putShort(frame + 7, (short) 8000);
        assertThat(refusal(jpeg))
                .hasMessage("picture: decoding 8000x6000 pixels of this kind takes 411 MiB, allowed are 256;"
                        + " send a smaller one, or a baseline JPEG");

        assertThat(refusal(png(7000, 7000, 16, new byte[100])).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void rowsThatNeverEndEndWithThePicture() throws Exception {
        // Sixty-four megabytes of rows in a picture of four: the rest is never unpacked.
        var packed = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(packed)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                deflater.write(zeros);
            }
        }
        try (var frame = StillPicture.decode(png(4, 4, 8, packed.toByteArray()), LIMIT, MediaClock.system())) {
            assertThat(frame.width()).isEqualTo(4);
        }
    }

    @Test
    void ofAPngThatMovesTheFirstPictureIsTaken() throws Exception {
        var rows = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(rows)) {
            deflater.write(new byte[4 * (1 + 3 * 4)]);
        }
        byte[] still = png(4, 4, 8, rows.toByteArray());
        var moving = new ByteArrayOutputStream();
        int header = 8 + 25;
        moving.write(still, 0, header);
        moving.writeBytes(chunk("acTL", ByteBuffer.allocate(8).putInt(1_000_000).array()));
        moving.write(still, header, still.length - header - 12);
        for (int i = 0; i < 1000; i++) {
            moving.writeBytes(chunk("fdAT", rows.toByteArray()));
        }
        moving.write(still, still.length - 12, 12);
        try (var frame = StillPicture.decode(moving.toByteArray(), LIMIT, MediaClock.system())) {
            assertThat(frame.height()).isEqualTo(4);
        }
    }

    @Test
    void aWebpThatMovesIsRefused() {
        var webp = ByteBuffer.allocate(64).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        webp.put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(56)
                .put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII))
                .putInt(10)
                .put(new byte[] {2, 0, 0, 0, 15, 0, 0, 15, 0, 0})
                .put("ANIM".getBytes(StandardCharsets.US_ASCII))
                .putInt(6)
                .put(new byte[6])
                .put("ANMF".getBytes(StandardCharsets.US_ASCII))
                .putInt(4);
        assertThat(refusal(webp.array()).reason()).isEqualTo(Reason.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GIF89a\u0001\0\u0001\0",
                "II*\0\b\0\0\0",
                "MM\0*\0\0\0\b",
                "\0\0\0\u0018ftypheic",
                "\0\0\0\u0018ftypavif",
                "<svg xmlns='http://www.w3.org/2000/svg'/>",
                "%PDF-1.7",
                "#EXTM3U\nfile:///etc/passwd",
                "ffconcat version 1.0\nfile /etc/passwd\n"
            })
    void otherKindsAreNotTouched(String start) {
        byte[] data = Arrays.copyOf(start.getBytes(StandardCharsets.ISO_8859_1), 1000);
        assertThat(refusal(data))
                .hasMessage("picture: expected JPEG, PNG, WebP or BMP, found something else")
                .extracting(VideoException::reason)
                .isEqualTo(Reason.UNSUPPORTED);
    }

    /** A small picture in a file of a size that FFmpeg gets no memory for. */
    @Test
    void moreDataThanThereMayBeMemoryForIsTooLarge(@TempDir Path folder) throws Exception {
        var bmp = ByteBuffer.allocate(54).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put("BM".getBytes(StandardCharsets.US_ASCII))
                .putInt(14, 40)
                .putInt(18, 16)
                .putInt(22, 16);
        try (var file = FileChannel.open(
                folder.resolve("sparse.bmp"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            file.write(bmp.rewind());
            file.write(ByteBuffer.allocate(1), FfmpegLog.MOST_BYTES);
            var data = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            assertThat(catchThrowableOfType(
                            VideoException.class,
                            () -> StillPicture.decode(data, LIMIT, MediaClock.system())
                                    .close()))
                    .hasMessage("picture: there is no native memory for 256 MiB of data; send a smaller one")
                    .extracting(VideoException::reason)
                    .isEqualTo(Reason.TOO_LARGE);
        }
    }

    @Test
    void ffmpegGetsNoPieceOfMemoryBeyondTheLimit() {
        FfmpegLog.install();
        var pointer = avutil.av_malloc(FfmpegLog.MOST_BYTES + 1);
        try {
            assertThat(pointer).isNull();
        } finally {
            avutil.av_free(pointer);
        }
    }

    private static byte[] png(int width, int height, int depth, byte[] packedRows) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(8).putLong(0x89504E470D0A1A0AL).array());
        bytes.writeBytes(chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) depth)
                        .put((byte) 2)
                        .array()));
        bytes.writeBytes(chunk("IDAT", packedRows));
        bytes.writeBytes(chunk("IEND", new byte[0]));
        return bytes.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] body = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .array();
        var crc = new CRC32();
        crc.update(body);
        return ByteBuffer.allocate(8 + body.length)
                .putInt(data.length)
                .put(body)
                .putInt((int) crc.getValue())
                .array();
    }
}
