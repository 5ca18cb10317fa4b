package io.maskgate.models.data;

import io.maskgate.hw.inference.Letterbox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The view in the making: pixels, faces to find and faces to ignore. */
final class Canvas {
    /** A face is to be found when at least this part of its area shows. */
    static final float MIN_VISIBLE = 0.35f;

    /** And both sides of the part that shows have at least this many input pixels. */
    static final float MIN_SIDE = 3;

    /** A rectangle of the canvas in whole pixels, right and bottom exclusive. */
    record Area(int x0, int y0, int x1, int y1) {
        int width() {
            return x1 - x0;
        }

        int height() {
            return y1 - y0;
        }
    }

    final int width;
    final int height;
    final byte[] pixels;
    final List<Face> faces = new ArrayList<>();
    final List<Face> ignored = new ArrayList<>();

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.pixels = new byte[width * height * 3];
        Arrays.fill(pixels, (byte) Letterbox.PAD);
    }

    Area area() {
        return new Area(0, 0, width, height);
    }

    /** Adds a face of which only the part inside the area shows. True when it is one to find. */
    boolean add(Face face, Area area) {
        var part = face.clip(area.x0(), area.y0(), area.x1(), area.y1());
        part.ifPresent(shown -> (findable(shown, face.area()) ? faces : ignored).add(shown));
        return part.isPresent() && findable(part.get(), face.area());
    }

    static boolean findable(Face shown, float wholeArea) {
        return shown.area() >= MIN_VISIBLE * wholeArea && shown.width() >= MIN_SIDE && shown.height() >= MIN_SIDE;
    }
}
