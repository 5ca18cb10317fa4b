package io.maskgate.daemon.sparkplug;

import io.maskgate.daemon.events.LineCrossing;
import java.util.Arrays;
import java.util.stream.Stream;

/** One of the metrics of a camera. */
sealed interface Tag permits Measure, Tag.Crossed {
    /** The metric's name. */
    String text();

    Measure.Kind kind();

    /** Moves all the time, so that not every value is told. */
    boolean isRestless();

    /** Is a sample of its own each time, so that it is told though it is the same as the one before. */
    boolean isOfAnInterval();

    /** @param aggregated whether counts per interval are all that may leave the gateway */
    boolean isFor(boolean aggregated);

    /** How often a line was crossed since the gateway was started, or the line was configured. */
    record Crossed(String line, LineCrossing.Direction direction) implements Tag {
        static Stream<Crossed> bothWays(String line) {
            return Arrays.stream(LineCrossing.Direction.values()).map(direction -> new Crossed(line, direction));
        }

        @Override
        public String text() {
            return "Lines/" + line + (direction == LineCrossing.Direction.IN ? "/In" : "/Out");
        }

        @Override
        public Measure.Kind kind() {
            return Measure.Kind.WHOLE;
        }

        @Override
        public boolean isRestless() {
            return true;
        }

        @Override
        public boolean isOfAnInterval() {
            return false;
        }

        @Override
        public boolean isFor(boolean aggregated) {
            return !aggregated;
        }
    }
}
