package io.maskgate.daemon.rules;

import io.maskgate.daemon.config.Point;
import io.maskgate.daemon.config.Polygon;
import java.util.List;

/** Plane geometry in pixels, since a fraction of the width is not as long as one of the height. */
final class Geometry {
    private Geometry() {}

    /** A place or a step, px. */
    record Vector(double x, double y) {
        Vector minus(Vector other) {
            return new Vector(x - other.x, y - other.y);
        }

        Vector plus(Vector other, double times) {
            return new Vector(x + other.x * times, y + other.y * times);
        }

        double dot(Vector other) {
            return x * other.x + y * other.y;
        }

        /** Positive where the other points to the right of this one, as y grows downwards. */
        double cross(Vector other) {
            return x * other.y - y * other.x;
        }

        double length() {
            return Math.hypot(x, y);
        }
    }

    static Vector scale(Point point, int width, int height) {
        return new Vector(point.x() * width, point.y() * height);
    }

    static List<Vector> scale(Polygon polygon, int width, int height) {
        return polygon.corners().stream()
                .map(corner -> scale(corner, width, height))
                .toList();
    }

    /** Whether a ray from the place to the right crosses the edges an odd number of times. */
    static boolean inside(List<Vector> corners, Vector place) {
        boolean inside = false;
        for (int i = 0; i < corners.size(); i++) {
            Vector a = corners.get(i);
            Vector b = corners.get((i + 1) % corners.size());
            if (a.y > place.y != b.y > place.y && place.x < a.x + (place.y - a.y) / (b.y - a.y) * (b.x - a.x)) {
                inside = !inside;
            }
        }
        return inside;
    }

    /** From the place to the nearest edge, px. */
    static double distance(List<Vector> corners, Vector place) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < corners.size(); i++) {
            Vector a = corners.get(i);
            Vector edge = corners.get((i + 1) % corners.size()).minus(a);
            double along = Math.clamp(place.minus(a).dot(edge) / edge.dot(edge), 0, 1);
            least = Math.min(least, place.minus(a.plus(edge, along)).length());
        }
        return least;
    }
}
