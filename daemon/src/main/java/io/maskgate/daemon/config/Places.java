package io.maskgate.daemon.config;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Points and polygons from lists of numbers. */
final class Places {
    private Places() {}

    static boolean reads(Class<?> type) {
        return type == Point.class || type == Polygon.class;
    }

    /** @throws IllegalArgumentException saying what was found instead */
    static Object read(Class<?> type, Node node) {
        return type == Point.class ? point(node) : polygon(node);
    }

    private static Polygon polygon(Node node) {
        var nodes = list(node);
        // One long list may be referred to by each zone of each camera.
        if (nodes.size() > Polygon.MOST + 1) {
            throw new IllegalArgumentException(nodes.size() + " corners");
        }
        var corners = new ArrayList<Point>();
        for (Node corner : nodes) {
            corners.add(point(corner));
        }
        return new Polygon(corners);
    }

    private static Point point(Node node) {
        var numbers = list(node);
        if (numbers.size() != 2) {
            throw new IllegalArgumentException("a point of " + numbers.size() + " entries");
        }
        return new Point(number(numbers.get(0)), number(numbers.get(1)));
    }

    private static List<Node> list(Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw new IllegalArgumentException(Nodes.kind(node));
    }

    private static double number(Node node) {
        if (node instanceof ScalarNode scalar
                && (scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT))) {
            return Double.parseDouble(scalar.getValue());
        }
        throw new IllegalArgumentException(Nodes.kind(node) + " among the numbers");
    }
}
