package io.maskgate.models.train;

import io.maskgate.models.data.AugmentRecipe;
import io.maskgate.models.data.Batch;
import io.maskgate.models.data.Face;
import io.maskgate.models.files.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Puts a batch into files to be looked at: a PNG and a label file for each view, in the form of a data set.
 *
 * @param folder in which a folder for the batch is made
 */
record BatchDump(Path folder, AugmentRecipe views) {
    /** @return the batch's folder */
    Path write(Batch batch) throws IOException {
        var root = folder.resolve(String.format(Locale.ROOT, "e%04d-b%05d", batch.epoch() + 1, batch.index()));
        for (int i = 0; i < batch.faces().size(); i++) {
            var png = new ByteArrayOutputStream();
            ImageIO.write(picture(batch.pixels(), i), "png", png);
            AtomicFile.write(root.resolve(String.format(Locale.ROOT, "images/%03d.png", i)), png.toByteArray());
            AtomicFile.write(
                    root.resolve(String.format(Locale.ROOT, "labels/%03d.txt", i)),
                    rows(batch.faces().get(i)));
        }
        return root;
    }

    private BufferedImage picture(ByteBuffer pixels, int view) {
        var picture = new BufferedImage(views.width(), views.height(), BufferedImage.TYPE_INT_RGB);
        int at = view * views.width() * views.height() * 3;
        for (int i = 0; i < views.width() * views.height(); i++, at += 3) {
            int rgb = (pixels.get(at) & 0xff) << 16 | (pixels.get(at + 1) & 0xff) << 8 | pixels.get(at + 2) & 0xff;
            picture.setRGB(i % views.width(), i / views.width(), rgb);
        }
        return picture;
    }

    private String rows(List<Face> faces) {
        var text = new StringBuilder();
        for (var face : faces) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d %.6f %.6f %.6f %.6f%n",
                    face.label(),
                    (face.x0() + face.x1()) / 2 / views.width(),
                    (face.y0() + face.y1()) / 2 / views.height(),
                    face.width() / views.width(),
                    face.height() / views.height()));
        }
        return text.toString();
    }
}
