package io.maskgate.models.data;

import io.maskgate.hw.inference.Letterbox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The view in the making: pixels, faces to find and faces to ignore. */
final class Canvas {
    /** A face is to be found when at least this part of its area shows, and of the band about its mouth. */
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

    /** Adds a face of which only the part inside the area shows. */
    void add(Face face, Area area) {
        part(face, area).ifPresent(shown -> (findable(face, shown) ? faces : ignored).add(shown));
    }

    static Optional<Face> part(Face face, Area area) {
        return face.clip(area.x0(), area.y0(), area.x1(), area.y1());
    }

    /**
     * Whether a face cut to what shows is still one to find: large enough, and with the mouth in sight, without which
     * nobody can tell its label.
     */
    static boolean findable(Face whole, Face shown) {
        var mouth = mouth(whole);
        float mouthShows = mouth.clip(shown.x0(), shown.y0(), shown.x1(), shown.y1())
                .map(Face::area)
                .orElse(0f);
        return shown.area() >= MIN_VISIBLE * whole.area()
                && shown.width() >= MIN_SIDE
                && shown.height() >= MIN_SIDE
                && mouthShows >= MIN_VISIBLE * mouth.area();
    }

    /** The band with mouth and nose, in an upright face. */
    static Face mouth(Face face) {
        float top = face.y0() + 0.5f * face.height();
        return new Face(face.x0(), top, face.x1(), face.y0() + 0.9f * face.height(), face.label());
    }
}
