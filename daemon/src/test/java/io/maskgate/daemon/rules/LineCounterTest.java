package io.maskgate.daemon.rules;

import static io.maskgate.daemon.events.LineCrossing.Direction.IN;
import static io.maskgate.daemon.events.LineCrossing.Direction.OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.Point;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.events.LineCrossing.Direction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LineCounterTest {
    private static final double MARGIN = 5;

    /** Up the middle of a picture of 200 x 100 px, without its ends. */
    private LineCounter counter = middle();

    private final List<Direction> crossed = new ArrayList<>();

    private static LineCounter middle() {
        return new LineCounter(new RuleKeys.Line("l", new Point(0.5, 0.8), new Point(0.5, 0.2)));
    }

    private void at(double x, double y) {
        var face = new Sight("t", true, Optional.empty(), new Geometry.Vector(x, y), MARGIN);
        counter.look(List.of(face), 200, 100, Instant.EPOCH).forEach(it -> crossed.add(it.direction()));
    }

    @Test
    void fromTheLeftToTheRightIsIn() {
        at(80, 50);
        at(120, 50);
        at(80, 50);
        assertThat(crossed).containsExactly(IN, OUT);
    }

    @Test
    void aLineDrawnTheOtherWayTurnsInAndOutRound() {
        var turned = new LineCounter(new RuleKeys.Line("l", new Point(0.5, 0.2), new Point(0.5, 0.8)));
        for (double x : new double[] {80, 120}) {
            var face = new Sight("t", true, Optional.empty(), new Geometry.Vector(x, 50), MARGIN);
            turned.look(List.of(face), 200, 100, Instant.EPOCH).forEach(it -> crossed.add(it.direction()));
        }
        assertThat(crossed).containsExactly(OUT);
    }

    @Test
    void whoGoesAroundTheEndHasNotCrossed() {
        at(80, 50);
        at(95, 95);
        at(105, 95);
        at(120, 50);
        assertThat(crossed).isEmpty();
        at(80, 50);
        assertThat(crossed).containsExactly(OUT);
    }

    @Test
    void whoAppearsOnTheLineCrossesNothingWhicheverWayHeGoes() {
        at(101, 50);
        at(99, 50);
        at(120, 50);
        assertThat(crossed).isEmpty();
    }

    /** As at key frames two seconds apart: he came in at the door, and nobody saw it. */
    @Test
    void whoIsFirstSeenBeyondTheLineHasNotCrossedIt() {
        at(106, 50);
        at(120, 50);
        at(190, 50);
        assertThat(crossed).isEmpty();
    }

    /** Clutter that is seen once or twice crosses nothing. */
    @Test
    void aCrossingIsToldOnceItIsSureToBeAFacesAndWithTheTimeItWasSeen() {
        unsure(80, Instant.EPOCH);
        unsure(120, Instant.EPOCH.plusSeconds(1));
        assertThat(crossed).isEmpty();
        var face = new Sight("t", true, Optional.empty(), new Geometry.Vector(130, 50), MARGIN);
        assertThat(counter.look(List.of(face), 200, 100, Instant.EPOCH.plusSeconds(2)))
                .containsExactly(new LineCounter.Crossed(face, IN, Instant.EPOCH.plusSeconds(1)));
        at(140, 50);
        assertThat(crossed).as("told again").isEmpty();
    }

    private void unsure(double x, Instant wall) {
        var face = new Sight("t", false, Optional.empty(), new Geometry.Vector(x, 50), MARGIN);
        counter.look(List.of(face), 200, 100, wall).forEach(it -> crossed.add(it.direction()));
    }

    @Test
    void anotherResolutionIsNoWay() {
        at(80, 50);
        var face = new Sight("t", true, Optional.empty(), new Geometry.Vector(160, 100), MARGIN);
        assertThat(counter.look(List.of(face), 400, 200, Instant.EPOCH)).isEmpty();
    }

    @Test
    void aFaceThatIsGoneIsForgotten() {
        at(80, 50);
        counter.keep(Set.of());
        at(120, 50);
        assertThat(crossed).isEmpty();
    }

    /** Whatever a box does within the margin counts nothing, and each real change of sides once. */
    @Property(tries = 300)
    void jitterNeverCountsAndEachChangeOfSidesCountsOnce(
            @ForAll @Size(min = 2, max = 12) List<Boolean> sides,
            @ForAll @IntRange(max = 20) int trembles,
            @ForAll Random random) {
        counter = middle();
        crossed.clear();
        var expected = new ArrayList<Direction>();
        for (int i = 0; i < sides.size(); i++) {
            at(sides.get(i) ? 120 : 80, 50);
            if (i > 0 && sides.get(i) != sides.get(i - 1)) {
                expected.add(sides.get(i) ? IN : OUT);
            }
            for (int j = 0; j < trembles; j++) {
                at(100 + (random.nextDouble() * 2 - 1) * MARGIN * 0.999, 21 + random.nextDouble() * 58);
            }
        }
        assertThat(crossed).isEqualTo(expected);
    }

    /** Over a line from edge to edge nobody can go around, so that crossings alternate whatever a face does. */
    @Property(tries = 300)
    void crossingsOfALineFromEdgeToEdgeAlternate(
            @ForAll @Size(max = 60) List<@IntRange(max = 200) Integer> xs, @ForAll Random random) {
        var whole = new LineCounter(new RuleKeys.Line("l", new Point(0.3, 1), new Point(0.7, 0)));
        var directions = new ArrayList<Direction>();
        for (int x : xs) {
            var face =
                    new Sight("t", true, Optional.empty(), new Geometry.Vector(x, random.nextDouble() * 100), MARGIN);
            whole.look(List.of(face), 200, 100, Instant.EPOCH).forEach(it -> directions.add(it.direction()));
        }
        for (int i = 1; i < directions.size(); i++) {
            assertThat(directions.get(i)).isNotEqualTo(directions.get(i - 1));
        }
    }
}
