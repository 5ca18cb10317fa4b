package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.StillPicture;
import io.maskgate.hw.video.VideoException;
import io.maskgate.models.fixtures.ExifJpeg;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gateway's decoder turns pictures by a reader of its own; a picture that one of both takes for lying and the other does
 * not would be labelled turned and learnt from as it lies.
 */
class ExifTest {
    private static final int AFTER_SOI = 2;

    @TempDir
    private Path folder;

    private byte[] lying() throws IOException {
        return ExifJpeg.of(new BufferedImage(16, 8, BufferedImage.TYPE_3BYTE_BGR), "MM", 6);
    }

    private void bothSee(byte[] jpeg, int orientation) throws IOException, VideoException {
        var file = Files.write(folder.resolve("picture.jpg"), jpeg);
        try (var frame = StillPicture.decode(jpeg, 4096, MediaClock.system())) {
            assertThat(frame.height() > frame.width())
                    .as("the gateway turns it")
                    .isEqualTo(orientation == 6);
        }
        assertThat(Exif.orientation(file)).isEqualTo(orientation);
    }

    private static byte[] with(byte[] jpeg, int at, String hex) {
        var more = HexFormat.of().parseHex(hex.replace(" ", ""));
        var all = new ByteArrayOutputStream();
        all.write(jpeg, 0, at);
        all.writeBytes(more);
        all.write(jpeg, at, jpeg.length - at);
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ff", "ff ff ff", "ff fe 00 04 61 62", "ff e1 00 08 68 74 74 70 3a 2f", "ff e0 00 04 00 00"})
    void whateverStandsBeforeIt(String hex) throws IOException, VideoException {
        bothSee(with(lying(), AFTER_SOI, hex), 6);
    }

    /** The entry of tag 0x0112: tag, type, count, value. */
    @ParameterizedTest
    @CsvSource({
        "0003 00000001 0006 0000, 6",
        "0004 00000001 00000006, 6",
        "0001 00000001 06 000000, 6",
        "0006 00000001 06 000000, 6",
        "0007 00000001 06 000000, 6",
        "0008 00000001 0006 0000, 6",
        "0009 00000001 00000006, 6",
        "0003 00000001 0009 0000, 1",
        "0003 00000002 0006 0006, 1",
        "0005 00000001 00000006, 1"
    })
    void asWhateverNumberItIsNoted(String entry, int orientation) throws IOException, VideoException {
        var jpeg = lying();
        var noted = HexFormat.of().parseHex("0112" + entry.replace(" ", ""));
        int at = place(jpeg, HexFormat.of().parseHex("01120003"));
        ByteBuffer.wrap(jpeg).put(at, noted);
        bothSee(jpeg, orientation);
    }

    private static int place(byte[] in, byte[] wanted) {
        int at = 0;
        while (ByteBuffer.wrap(in, at, wanted.length).compareTo(ByteBuffer.wrap(wanted)) != 0) {
            at++;
        }
        return at;
    }
}
