package io.maskgate.models.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class JpegTest {
    private static final int RED = 0xD02020;
    private static final int BLUE = 0x2020D0;

    @Test
    void aFineOneKeepsTheColourOfEachPixel() throws IOException {
        var stripes = new BufferedImage(32, 32, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < 32 * 32; i++) {
            stripes.setRGB(i % 32, i / 32, i % 2 == 0 ? RED : BLUE);
        }
        assertThat(furthest(Jpeg.fine(stripes, 0.95f))).isLessThan(16);
        assertThat(furthest(Jpeg.of(stripes, 0.95f)))
                .as("two neighbours share a colour")
                .isGreaterThan(60);
    }

    /** How far the worst channel of a pixel is from what was drawn. */
    private static int furthest(byte[] jpeg) throws IOException {
        var seen = ImageIO.read(new ByteArrayInputStream(jpeg));
        int furthest = 0;
        for (int i = 0; i < 32 * 32; i++) {
            for (int shift : new int[] {16, 8, 0}) {
                int drawn = (i % 2 == 0 ? RED : BLUE) >> shift & 0xff;
                furthest = Math.max(furthest, Math.abs((seen.getRGB(i % 32, i / 32) >> shift & 0xff) - drawn));
            }
        }
        return furthest;
    }
}
