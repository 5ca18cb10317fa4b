package io.maskgate.tests.chaos;

import java.time.Duration;
import java.util.Collections;

/**
 * A harm from a time of the run to another, at which it is made good.
 *
 * @param from since the beginning of the run
 * @param to since the beginning of the run
 */
record Blow(Duration from, Duration to, Harm harm) {
    Blow {
        if (from.isNegative() || from.compareTo(to) >= 0) {
            throw new IllegalArgumentException("expected a blow that lasts, found " + from + " to " + to);
        }
    }

    boolean at(Duration time) {
        return from.compareTo(time) <= 0 && time.compareTo(to) < 0;
    }

    /** Whether both hold the same thing with less than {@code rest} between them. */
    boolean clashes(Blow other, Duration rest) {
        return !Collections.disjoint(harm.holds(), other.harm.holds())
                && from.compareTo(other.to.plus(rest)) < 0
                && other.from.compareTo(to.plus(rest)) < 0;
    }

    @Override
    public String toString() {
        return "%7.1f s to %7.1f s  %s".formatted(from.toMillis() / 1000.0, to.toMillis() / 1000.0, harm);
    }
}
