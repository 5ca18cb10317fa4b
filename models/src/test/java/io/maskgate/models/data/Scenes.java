package io.maskgate.models.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pictures drawn in memory: flat ground, each face a flat rectangle or oval of its class's colour. */
final class Scenes {
    static final int GROUND = 0x203040;
    static final int FACEMASK = 0x00ff00;
    static final int NO_FACEMASK = 0xff0000;
    /** Each epoch has views of its own, at which nobody looks. */
    static final TrainingLoader.Extras NO_EXTRAS = new TrainingLoader.Extras(0, List.of(), _ -> false);

    private final List<LabelledImage> images = new ArrayList<>();
    private final List<Picture> pictures = new ArrayList<>();

    /** Adds a picture with faces in its pixels. */
    Scenes add(int width, int height, Face... faces) {
        return add(width, height, false, faces);
    }

    /** Adds a picture whose faces are ovals within their boxes. */
    Scenes addOvals(int width, int height, Face... faces) {
        return add(width, height, true, faces);
    }

    private Scenes add(int width, int height, boolean ovals, Face... faces) {
        var rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++) {
            int colour = GROUND;
            for (var face : faces) {
                int x = i % width;
                int y = i / width;
                if (x >= face.x0()
                        && x < face.x1()
                        && y >= face.y0()
                        && y < face.y1()
                        && (!ovals || inOval(face, x + 0.5f, y + 0.5f))) {
                    colour = colour(face);
                }
            }
            rgb[3 * i] = (byte) (colour >> 16);
            rgb[3 * i + 1] = (byte) (colour >> 8);
            rgb[3 * i + 2] = (byte) colour;
        }
        return add(rgb, width, height, faces);
    }

    private static boolean inOval(Face face, float x, float y) {
        float across = (2 * x - face.x0() - face.x1()) / face.width();
        float down = (2 * y - face.y0() - face.y1()) / face.height();
        return across * across + down * down < 1;
    }

    Scenes add(byte[] rgb, int width, int height, Face... faces) {
        var fractions = new ArrayList<Face>();
        for (var face : faces) {
            fractions.add(face.scaled(1f / width, 1f / height));
        }
        int number = images.size();
        images.add(new LabelledImage(Path.of(number + ".png"), Path.of(number + ".txt"), width, height, fractions));
        pictures.add(Picture.of(rgb, width, height));
        return this;
    }

    PixelStore store() {
        return new PixelStore(new FaceDataset(images, List.of(), ""), pictures);
    }

    static Augmenter augmenter(PixelStore store, AugmentRecipe recipe) {
        return new Augmenter(store.dataset(), store, recipe);
    }

    /** Every picture once an epoch. */
    static TrainingLoader loader(PixelStore store, AugmentRecipe recipe, int batch, long seed, int workers) {
        var mix = Mix.even(store.dataset().size());
        return new TrainingLoader(store.dataset(), store, recipe, batch, seed, workers, mix, NO_EXTRAS);
    }

    static int colour(Face face) {
        return face.label() == 0 ? FACEMASK : NO_FACEMASK;
    }

    /** 0xRRGGBB of a view's pixel. */
    static int pixel(byte[] pixels, int width, int x, int y) {
        int i = (y * width + x) * 3;
        return (pixels[i] & 255) << 16 | (pixels[i + 1] & 255) << 8 | pixels[i + 2] & 255;
    }

    /** Everything on. */
    static AugmentRecipe strong(int width, int height) {
        return new AugmentRecipe(
                width, height, 0.7f, 0.4f, 1.5f, 0.6f, 1.8f, 0.5f, 0.015f, 0.6f, 0.4f, 0.05f, 0.08f, 0.08f, 0.1f, 0.15f,
                0.08f, 0.08f, 0.15f, 0.05f, 5);
    }

    /** Geometry only: mosaic, scale, flip, rotation; no change of any colour. */
    static AugmentRecipe geometry(int width, int height, float mosaic, float degrees) {
        return new AugmentRecipe(
                width, height, mosaic, 0.5f, 1.5f, 0.6f, 2, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, degrees);
    }
}
