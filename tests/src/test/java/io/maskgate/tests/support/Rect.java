package io.maskgate.tests.support;

import com.fasterxml.jackson.databind.JsonNode;

/** A box in pixels of a frame. */
public record Rect(double x0, double y0, double x1, double y1) {
    /** From four numbers of an array, beginning at index {@code from}. */
    static Rect of(JsonNode array, int from) {
        return new Rect(
                array.get(from).doubleValue(),
                array.get(from + 1).doubleValue(),
                array.get(from + 2).doubleValue(),
                array.get(from + 3).doubleValue());
    }

    /** In pixels of a frame that is larger by this factor. */
    public Rect times(double factor) {
        return new Rect(factor * x0, factor * y0, factor * x1, factor * y1);
    }

    /** Intersection over union, 0 to 1. */
    public double iou(Rect other) {
        double width = Math.min(x1, other.x1) - Math.max(x0, other.x0);
        double height = Math.min(y1, other.y1) - Math.max(y0, other.y0);
        if (width <= 0 || height <= 0) {
            return 0;
        }
        return width * height / (area() + other.area() - width * height);
    }

    private double area() {
        return (x1 - x0) * (y1 - y0);
    }
}
