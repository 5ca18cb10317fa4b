package io.maskgate.models.export;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Inputs for a network: photographs where there are some beside the repository, otherwise drawn ones. */
public final class TestPictures {
    private TestPictures() {}

    /** {@code count} pictures, direct, uint8 {@code [count,height,width,3]} RGB. */
    public static ByteBuffer pixels(int count, int width, int height) throws IOException {
        var files = photographs().isPresent() ? first(photographs().get(), count) : List.<Path>of();
        var pixels = ByteBuffer.allocateDirect(count * width * height * 3);
        for (int i = 0; i < count; i++) {
            var canvas = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
            var pen = canvas.createGraphics();
            if (i < files.size()) {
                pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
                pen.drawImage(ImageIO.read(files.get(i).toFile()), 0, 0, width, height, null);
            } else {
                draw(pen, width, height, new SplittableRandom(i));
            }
            pen.dispose();
            byte[] bgr = ((DataBufferByte) canvas.getRaster().getDataBuffer()).getData();
            for (int p = 0; p < bgr.length; p += 3) {
                pixels.put(bgr[p + 2]).put(bgr[p + 1]).put(bgr[p]);
            }
        }
        return pixels.flip();
    }

    /** The validation photographs beside the repository. */
    public static Optional<Path> photographs() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var images = folder.resolveSibling("shared").resolve("data/faces/val/images");
            if (Files.exists(folder.resolve("models/pom.xml"))) {
                return Optional.of(images).filter(Files::isDirectory);
            }
        }
        return Optional.empty();
    }

    private static List<Path> first(Path folder, int count) throws IOException {
        try (var files = Files.list(folder)) {
            return new ArrayList<>(files.sorted().limit(count).toList());
        }
    }

    private static void draw(Graphics2D pen, int width, int height, SplittableRandom random) {
        for (int i = 0; i < 60; i++) {
            pen.setColor(new Color(random.nextInt(1 << 24)));
            int w = 1 + random.nextInt(width / 2);
            int h = 1 + random.nextInt(height / 2);
            pen.fillOval(random.nextInt(width) - w / 2, random.nextInt(height) - h / 2, w, h);
        }
    }
}
