package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.files.Jpeg;
import io.maskgate.models.fixtures.ExifJpeg;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureDecoderTest {
    @TempDir
    Path folder;

    @Test
    void aGreyJpegKeepsItsGrey() throws IOException {
        var image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        Arrays.fill(((DataBufferByte) image.getRaster().getDataBuffer()).getData(), (byte) 100);
        Path file = folder.resolve("grey.jpg");
        ImageIO.write(image, "jpg", file.toFile());

        byte[] rgb = PictureDecoder.rgb(file);

        assertThat(rgb).hasSize(16 * 16 * 3).containsOnly(100);
    }

    @Test
    void aGreyPngOf16BitsOrWithAlphaKeepsItsGrey() throws IOException {
        var deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setPixel(0, 0, new int[] {100 << 8 | 31});
        deep.getRaster().setPixel(1, 0, new int[] {255 << 8 | 255});
        Path file = folder.resolve("deep.png");
        ImageIO.write(deep, "png", file.toFile());

        assertThat(PictureDecoder.rgb(file)).containsExactly(100, 100, 100, (byte) 255, (byte) 255, (byte) 255);

        var grey = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_BYTE);
        var veiled = new BufferedImage(grey, grey.createCompatibleWritableRaster(1, 1), false, null);
        veiled.getRaster().setPixel(0, 0, new int[] {100, 200});
        ImageIO.write(veiled, "png", file.toFile());

        assertThat(PictureDecoder.rgb(file)).containsExactly(100, 100, 100);
    }

    @Test
    void aPngKeepsItsChannelsInOrder() throws IOException {
        var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0xff010203);
        image.setRGB(1, 0, 0xff040506);
        Path file = folder.resolve("two.png");
        ImageIO.write(image, "png", file.toFile());

        assertThat(PictureDecoder.rgb(file)).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void aCmykJpegIsRefused() throws IOException {
        Path file = folder.resolve("cmyk.jpg");
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(
                    new IIOImage(Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null), null, null));
        } finally {
            writer.dispose();
        }

        assertThatThrownBy(() -> PictureDecoder.rgb(file)).hasMessage("four colour channels (CMYK)");

        byte[] jpeg = Files.readAllBytes(file);
        // The marker by which Adobe's programs say that four channels are CMYK: length 14, version 100, no transform.
        byte[] marker = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
        var marked = ByteBuffer.allocate(jpeg.length + marker.length);
        marked.put(jpeg, 0, 2).put(marker).put(jpeg, 2, jpeg.length - 2);
        Path adobe = Files.write(folder.resolve("adobe.jpg"), marked.array());

        assertThatThrownBy(() -> PictureDecoder.rgb(adobe))
                .isInstanceOf(IIOException.class)
                .hasMessage("four colour channels (CMYK)");
    }

    @ParameterizedTest
    @CsvSource({"II, 6", "MM, 6", "II, 3", "MM, 8"})
    void aPictureThatExifSaysToTurnIsRefusedByItsHeader(String order, int orientation) throws IOException {
        var file = Files.write(folder.resolve("turned.jpg"), exif(order, orientation));

        assertThatThrownBy(() -> PictureDecoder.size(file))
                .isInstanceOf(IIOException.class)
                .hasMessage("to be turned by EXIF (orientation " + orientation
                        + ", expected 1); turn it (exiftran -ai FILE,"
                        + " or mogrify -auto-orient FILE) and draw its boxes again");
        assertThat(DataCheck.unusable(file))
                .hasValueSatisfying(problem -> assertThat(problem.toString())
                        .startsWith(file + ": expected a readable RGB or grey picture, found: to be turned by EXIF"));
    }

    @Test
    void anUprightPictureOfACameraIsReadWhateverElseItsExifHolds() throws IOException {
        var file = Files.write(folder.resolve("upright.jpg"), exif("MM", 1));
        assertThat(PictureDecoder.size(file)).isEqualTo(new PictureDecoder.Size(16, 16));
        byte[] endless = exif("II", 6);
        // Where IFD0 begins: behind the end.
        endless[2 + 4 + 6 + 7] = 0x7f;
        assertThat(PictureDecoder.size(Files.write(file, endless))).isEqualTo(new PictureDecoder.Size(16, 16));
        assertThat(PictureDecoder.size(Files.write(file, exif("II", 9)))).isEqualTo(new PictureDecoder.Size(16, 16));
    }

    private static byte[] exif(String order, int orientation) throws IOException {
        return ExifJpeg.of(new BufferedImage(16, 16, BufferedImage.TYPE_3BYTE_BGR), order, orientation);
    }

    /** As telephones and cameras write it: the last three bytes of the scan's header are zero. */
    @Test
    void aWholeJpegWithoutAScansParametersIsReadLikeAnyOther() throws IOException {
        byte[] jpeg = noise();
        byte[] expected = PictureDecoder.rgb(Files.write(folder.resolve("right.jpg"), jpeg));
        int scan = scan(jpeg);
        Arrays.fill(jpeg, scan - 3, scan, (byte) 0);
        var file = Files.write(folder.resolve("zero.jpg"), jpeg);

        assertThat(PictureDecoder.rgb(file)).isEqualTo(expected);
        assertThat(PictureDecoder.damage(file)).isEmpty();
    }

    @Test
    void aWholeJpegWithABrokenColourProfileIsReadWithoutIt() throws IOException {
        byte[] jpeg = noise();
        byte[] expected = PictureDecoder.rgb(Files.write(folder.resolve("right.jpg"), jpeg));
        // APP2, its length, its name, the first of one part, 100 bytes of no profile.
        byte[] profile = new byte[2 + 2 + 12 + 2 + 100];
        ByteBuffer.wrap(profile)
                .putShort((short) 0xffe2)
                .putShort((short) (profile.length - 2))
                .put("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 0x0101);
        // Behind SOI and APP0.
        var given = ByteBuffer.allocate(jpeg.length + profile.length);
        given.put(jpeg, 0, 20).put(profile).put(jpeg, 20, jpeg.length - 20);
        var file = Files.write(folder.resolve("profile.jpg"), given.array());

        assertThat(PictureDecoder.rgb(file)).isEqualTo(expected);
        assertThat(PictureDecoder.damage(file)).isEmpty();
    }

    /** libjpeg tells of the first thing it does not like alone. */
    @ParameterizedTest
    @ValueSource(strings = {"nothing", "scan", "revision", "stuffing"})
    void damageBehindAWritersQuirkIsHeardOf(String quirk) throws IOException {
        byte[] jpeg = noise();
        int scan = scan(jpeg);
        if (quirk.equals("scan")) {
            Arrays.fill(jpeg, scan - 3, scan, (byte) 0);
        } else if (quirk.equals("revision")) {
            // Behind SOI, APP0, its length and its name.
            jpeg[11] = 2;
        } else if (quirk.equals("stuffing")) {
            var stuffed = ByteBuffer.allocate(jpeg.length + 5);
            stuffed.put(jpeg, 0, 20).put(new byte[5]).put(jpeg, 20, jpeg.length - 20);
            jpeg = stuffed.array();
            scan += 5;
        }
        assertThat(PictureDecoder.damage(Files.write(folder.resolve("whole.jpg"), jpeg)))
                .isEmpty();

        var cut = Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(jpeg, jpeg.length * 2 / 3));
        assertThat(PictureDecoder.damage(cut)).isPresent();
        assertThatThrownBy(() -> PictureDecoder.rgb(cut)).isInstanceOf(IIOException.class);

        int middle = (scan + jpeg.length) / 2;
        for (int i = middle; i < middle + 200; i += 2) {
            jpeg[i] = (byte) 0xff;
            jpeg[i + 1] = (byte) 0xd9;
        }
        var holed = Files.write(folder.resolve("holed.jpg"), jpeg);
        assertThat(PictureDecoder.damage(holed)).isPresent();
        assertThatThrownBy(() -> PictureDecoder.rgb(holed)).isInstanceOf(IIOException.class);
    }

    private static byte[] noise() throws IOException {
        var image = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
        new Random(1).nextBytes(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
        return Jpeg.of(image, 0.9f);
    }

    /** Where the data of the scan begins, behind a header for three components. */
    private static int scan(byte[] jpeg) {
        int at = 0;
        while (jpeg[at] != (byte) 0xff || jpeg[at + 1] != (byte) 0xda || jpeg[at + 4] != 3) {
            at++;
        }
        return at + 2 + 12;
    }

    @Test
    void anEnormousPictureIsRefusedByItsHeader() throws IOException {
        Path file = folder.resolve("wide.png");
        ImageIO.write(new BufferedImage(5000, 1, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());

        assertThatThrownBy(() -> PictureDecoder.size(file))
                .hasMessage("5000x1 pixels, at most 4096 a side;"
                        + " scale it down (mogrify -resize '4096x4096>' FILE), its labels stay true");
    }
}
