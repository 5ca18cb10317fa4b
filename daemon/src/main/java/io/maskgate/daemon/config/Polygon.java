package io.maskgate.daemon.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A part of a picture with straight edges that do not cross each other.
 *
 * @param corners in order; the last is joined to the first, which may stand at the end once more and is then left out
 */
public record Polygon(List<Point> corners) {
    static final int LEAST = 3;
    static final int MOST = 64;
    /** Of the picture; less is a slip of the pen. */
    private static final double LEAST_AREA = 1e-6;

    /** @throws IllegalArgumentException saying what is wrong with it, as it stands after "found" */
    public Polygon {
        int last = corners.size() - 1;
        corners = List.copyOf(
                last > 0 && corners.getFirst().equals(corners.get(last)) ? corners.subList(0, last) : corners);
        if (corners.size() < LEAST || corners.size() > MOST) {
            throw new IllegalArgumentException(corners.size() == 1 ? "1 corner" : corners.size() + " corners");
        }
        refuseCrossings(corners);
        if (area(corners) < LEAST_AREA) {
            throw new IllegalArgumentException("a polygon without an area");
        }
    }

    private static void refuseCrossings(List<Point> corners) {
        int count = corners.size();
        for (int i = 0; i < count; i++) {
            Point a = corners.get(i);
            Point b = corners.get((i + 1) % count);
            if (a.equals(b)) {
                throw new IllegalArgumentException("the corner " + a + " twice in a row");
            }
            if (folds(a, b, corners.get((i + 2) % count))) {
                throw new IllegalArgumentException("an edge that goes back on itself at " + b);
            }
            for (int j = i + 2; j < count; j++) {
                boolean neighbours = i == 0 && j == count - 1;
                if (!neighbours && touch(a, b, corners.get(j), corners.get((j + 1) % count))) {
                    throw new IllegalArgumentException(
                            "edges that cross or touch, from " + a + " and from " + corners.get(j));
                }
            }
        }
    }

    private static boolean folds(Point a, Point b, Point c) {
        double along = (b.x() - a.x()) * (c.x() - b.x()) + (b.y() - a.y()) * (c.y() - b.y());
        return turn(a, b, c) == 0 && along < 0;
    }

    /** Whether two edges have a point in common. */
    private static boolean touch(Point a, Point b, Point c, Point d) {
        double c1 = turn(a, b, c);
        double d1 = turn(a, b, d);
        double a2 = turn(c, d, a);
        double b2 = turn(c, d, b);
        if (Math.signum(c1) * Math.signum(d1) < 0 && Math.signum(a2) * Math.signum(b2) < 0) {
            return true;
        }
        return c1 == 0 && between(a, b, c)
                || d1 == 0 && between(a, b, d)
                || a2 == 0 && between(c, d, a)
                || b2 == 0 && between(c, d, b);
    }

    private static boolean between(Point a, Point b, Point p) {
        return p.x() >= Math.min(a.x(), b.x())
                && p.x() <= Math.max(a.x(), b.x())
                && p.y() >= Math.min(a.y(), b.y())
                && p.y() <= Math.max(a.y(), b.y());
    }

    /** Twice the signed area of the triangle; rounding is not taken for a turn. */
    private static double turn(Point a, Point b, Point c) {
        double turn = (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
        return Math.abs(turn) < 1e-12 ? 0 : turn;
    }

    /** By the shoelace formula. */
    private static double area(List<Point> corners) {
        double twice = 0;
        for (int i = 0; i < corners.size(); i++) {
            Point a = corners.get(i);
            Point b = corners.get((i + 1) % corners.size());
            twice += a.x() * b.y() - b.x() * a.y();
        }
        return Math.abs(twice) / 2;
    }

    /** Share of the picture, 0 to 1. */
    public double area() {
        return area(corners);
    }

    static String text(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** As it stands in a file. */
    @Override
    public String toString() {
        return corners.stream().map(Point::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
