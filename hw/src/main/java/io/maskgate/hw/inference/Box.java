package io.maskgate.hw.inference;

/** An axis-aligned box, corners in pixels; x1 and y1 are exclusive edges. */
public record Box(float x0, float y0, float x1, float y1) {
    public float width() {
        return Math.max(0, x1 - x0);
    }

    public float height() {
        return Math.max(0, y1 - y0);
    }

    public float area() {
        return width() * height();
    }

    public float centerX() {
        return (x0 + x1) / 2;
    }

    public float centerY() {
        return (y0 + y1) / 2;
    }

    /** Intersection over union, 0 where both are empty. */
    public float iou(Box other) {
        float w = Math.min(x1, other.x1) - Math.max(x0, other.x0);
        float h = Math.min(y1, other.y1) - Math.max(y0, other.y0);
        if (w <= 0 || h <= 0) {
            return 0;
        }
        float intersection = w * h;
        return intersection / (area() + other.area() - intersection);
    }

    /** This box cut to a picture of {@code width} x {@code height}. */
    public Box clip(float width, float height) {
        return new Box(
                Math.clamp(x0, 0, width),
                Math.clamp(y0, 0, height),
                Math.clamp(x1, 0, width),
                Math.clamp(y1, 0, height));
    }
}
