package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PolygonTest {
    private static Polygon polygon(double... xy) {
        var corners = new ArrayList<Point>();
        for (int i = 0; i < xy.length; i += 2) {
            corners.add(new Point(xy[i], xy[i + 1]));
        }
        return new Polygon(corners);
    }

    @Test
    void aConcavePolygonIsFine() {
        assertThat(polygon(0, 0, 1, 0, 1, 1, 0.5, 0.5, 0, 1).area()).isCloseTo(0.75, within(1e-9));
    }

    @Test
    void theFirstCornerMayStandAtTheEndOnceMore() {
        assertThat(polygon(0, 0, 1, 0, 1, 1, 0, 0)).isEqualTo(polygon(0, 0, 1, 0, 1, 1));
    }

    @Test
    void aCornerOnAnotherEdgeIsRefused() {
        assertThatThrownBy(() -> polygon(0, 0, 1, 0, 1, 1, 0.5, 0, 0, 1)).hasMessageContaining("cross or touch");
    }

    @Test
    void aCornerTwiceInARowIsRefused() {
        assertThatThrownBy(() -> polygon(0, 0, 0, 0, 1, 0, 1, 1)).hasMessage("the corner [0, 0] twice in a row");
    }

    /** Corners on a circle in the order of their angles never cross; swapped neighbours of a quadrilateral do. */
    @Property(tries = 200)
    void aConvexPolygonIsFineWhereverItBeginsAndWhicheverWayItGoes(
            @ForAll @IntRange(min = 3, max = 64) int corners,
            @ForAll @DoubleRange(min = 0.05, max = 0.5) double radius,
            @ForAll @DoubleRange(min = 0, max = 6.28) double turned,
            @ForAll boolean backwards) {
        var points = new ArrayList<Point>();
        for (int i = 0; i < corners; i++) {
            double angle = turned + 2 * Math.PI * i / corners;
            points.add(new Point(
                    Math.clamp(0.5 + radius * Math.cos(angle), 0, 1),
                    Math.clamp(0.5 + radius * Math.sin(angle), 0, 1)));
        }
        if (backwards) {
            Collections.reverse(points);
        }
        // Area of a regular polygon.
        double expected = corners * radius * radius * Math.sin(2 * Math.PI / corners) / 2;
        assertThat(new Polygon(points).area()).isCloseTo(expected, within(1e-9));
        if (corners >= 4) {
            Collections.swap(points, 1, 2);
            assertThatThrownBy(() -> new Polygon(points)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property(tries = 200)
    void whatIsTakenReadsAgainFromItsText(@ForAll @Size(min = 6, max = 10) List<@DoubleRange(max = 1) Double> numbers) {
        var xy = numbers.stream()
                .mapToDouble(it -> it)
                .limit(numbers.size() / 2 * 2)
                .toArray();
        Polygon polygon;
        try {
            polygon = polygon(xy);
        } catch (IllegalArgumentException _) {
            return;
        }
        assertThat(polygon.toString()).doesNotContain("E").startsWith("[[").endsWith("]]");
        assertThat(polygon(polygon.corners().stream()
                        .flatMap(it -> java.util.stream.Stream.of(it.x(), it.y()))
                        .mapToDouble(it -> it)
                        .toArray()))
                .isEqualTo(polygon);
    }
}
