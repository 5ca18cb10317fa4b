package io.maskgate.daemon.samples;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.video.RgbPicture;
import java.nio.ByteBuffer;

/**
 * A part of a picture around a face, with what is around it: a detector learns from what is no face as well.
 *
 * @param x left edge in pixels of the picture
 * @param y upper edge in pixels of the picture
 */
record Crop(int x, int y, int width, int height) {
    private static final float AROUND = 4;
    private static final int LEAST = 192;
    private static final int CHANNELS = 3;

    /** Four times the face, at least 192 pixels, as far as the picture goes; even sides, since JPEG halves colours. */
    static Crop around(Box face, int pictureWidth, int pictureHeight) {
        int side = Math.max(LEAST, Math.round(AROUND * Math.max(face.width(), face.height())));
        int width = Math.min(side, pictureWidth) & ~1;
        int height = Math.min(side, pictureHeight) & ~1;
        int left = Math.clamp(Math.round(face.centerX() - width / 2f), 0, pictureWidth - width);
        int top = Math.clamp(Math.round(face.centerY() - height / 2f), 0, pictureHeight - height);
        return new Crop(left, top, width, height);
    }

    /** Those pixels. */
    RgbPicture of(RgbPicture picture) {
        var part = new RgbPicture(width, height);
        ByteBuffer from = picture.pixels();
        ByteBuffer to = part.pixels();
        for (int row = 0; row < height; row++) {
            to.put(row * width * CHANNELS, from, ((y + row) * picture.width() + x) * CHANNELS, width * CHANNELS);
        }
        return part;
    }

    /** A box of the picture in pixels of this part, cut to it. */
    Box inside(Box box) {
        return new Box(box.x0() - x, box.y0() - y, box.x1() - x, box.y1() - y).clip(width, height);
    }

    /** How much of a box lies in this part, 0 to 1. */
    float share(Box box) {
        return box.area() <= 0 ? 0 : inside(box).area() / box.area();
    }
}
