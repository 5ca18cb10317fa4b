package io.maskgate.models.data;

import java.util.List;
import java.util.random.RandomGenerator;

/** Two views made one: MixUp (Zhang et al. 2018, with weight 0.5) and CutMix (Yun et al. 2019). */
final class Blend {
    private Blend() {}

    /** Averages the pixels into canvas; the faces of both count. */
    static void average(Canvas canvas, Canvas other) {
        byte[] a = canvas.pixels;
        byte[] b = other.pixels;
        for (int i = 0; i < a.length; i++) {
            a[i] = (byte) ((a[i] & 255) + (b[i] & 255) + 1 >> 1);
        }
        canvas.faces.addAll(other.faces);
        canvas.ignored.addAll(other.ignored);
    }

    /** Pastes a random rectangle of other, 0.25 to 0.6 of the sides, in the same place. */
    static void paste(Canvas canvas, Canvas other, RandomGenerator random) {
        int width = Math.round(canvas.width * Draw.between(random, 0.25f, 0.6f));
        int height = Math.round(canvas.height * Draw.between(random, 0.25f, 0.6f));
        int x = random.nextInt(canvas.width - width + 1);
        int y = random.nextInt(canvas.height - height + 1);
        paste(canvas, other, new Canvas.Area(x, y, x + width, y + height));
    }

    static void paste(Canvas canvas, Canvas other, Canvas.Area area) {
        for (int row = area.y0(); row < area.y1(); row++) {
            int at = (row * canvas.width + area.x0()) * 3;
            System.arraycopy(other.pixels, at, canvas.pixels, at, area.width() * 3);
        }
        var faces = List.copyOf(canvas.faces);
        var ignored = List.copyOf(canvas.ignored);
        canvas.faces.clear();
        canvas.ignored.clear();
        faces.forEach(face -> cover(canvas, face, area, true));
        ignored.forEach(face -> cover(canvas, face, area, false));
        other.faces.forEach(face -> canvas.add(face, area));
        other.ignored.forEach(face -> Canvas.part(face, area).ifPresent(canvas.ignored::add));
    }

    /** A face of the canvas after the area was pasted over: what is left of it, if anything. */
    private static void cover(Canvas canvas, Face face, Canvas.Area area, boolean findable) {
        var hidden = Canvas.part(face, area);
        if (hidden.isEmpty()) {
            (findable ? canvas.faces : canvas.ignored).add(face);
            return;
        }
        float shows = face.area() - hidden.get().area();
        if (shows <= 1e-3f * face.area()) {
            return;
        }
        var rest = rest(face, hidden.get());
        var mouth = Canvas.mouth(face);
        float mouthHidden = Canvas.part(mouth, area).map(Face::area).orElse(0f);
        boolean enough = Canvas.findable(face, rest)
                && shows >= Canvas.MIN_VISIBLE * face.area()
                && mouthHidden <= (1 - Canvas.MIN_VISIBLE) * mouth.area();
        (findable && enough ? canvas.faces : canvas.ignored).add(rest);
    }

    /** The box of what shows: cut where a whole side is hidden, otherwise the face's own. */
    private static Face rest(Face face, Face hidden) {
        float x0 = face.x0();
        float y0 = face.y0();
        float x1 = face.x1();
        float y1 = face.y1();
        if (hidden.y0() == y0 && hidden.y1() == y1) {
            x0 = hidden.x0() == x0 ? hidden.x1() : x0;
            x1 = hidden.x1() == x1 ? hidden.x0() : x1;
        } else if (hidden.x0() == x0 && hidden.x1() == x1) {
            y0 = hidden.y0() == y0 ? hidden.y1() : y0;
            y1 = hidden.y1() == y1 ? hidden.y0() : y1;
        }
        return new Face(x0, y0, x1, y1, face.label());
    }
}
