package io.maskgate.daemon.samples;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Which pictures have lain for as long as they may. A box without a battery for its clock wakes up in the past, or years
 * ahead, until it hears from a time server: by that time every picture would be too old, or from the future. So pictures of
 * this process count from when they were stored, by a clock that nobody sets, and those of an earlier one by the time of
 * day once that is known to be right. Where it never is, it is believed after a while: what is stored must not stay for
 * ever. Not thread-safe.
 */
final class PictureAges {
    /** Dated further ahead than this of a time that is right, nobody knows how old a picture is: it goes. */
    private static final Duration AHEAD = Duration.ofHours(1);
    /** A time server has answered by then, if there is one. */
    private static final Duration WAIT = Duration.ofHours(1);

    private final Duration retention;
    private final Time time;
    private final long begin;
    private Optional<Known> known = Optional.empty();

    /**
     * What ages are told by.
     *
     * @param wall the time of day, which may be wrong
     * @param nanoTime monotonic, as {@link System#nanoTime()}
     * @param right whether the time of day is known to be right now
     */
    record Time(InstantSource wall, LongSupplier nanoTime, BooleanSupplier right) {}

    /** It was {@code wall} at {@code nanos}. */
    private record Known(Instant wall, long nanos) {}

    PictureAges(Duration retention, Time time) {
        this.retention = retention;
        this.time = time;
        begin = nanos();
        look();
    }

    private long nanos() {
        return time.nanoTime().getAsLong();
    }

    /**
     * When a picture was taken that is stored now, by the clock nobody sets.
     *
     * @param dated by the time of day, a while ago; what else it says, it was set meanwhile
     */
    long taken(Instant dated) {
        var ago = Duration.between(dated, time.wall().instant());
        return nanos() - (ago.isNegative() || ago.compareTo(WAIT) > 0 ? 0 : ago.toNanos());
    }

    /** To be called now and then. */
    void look() {
        if (time.right().getAsBoolean()) {
            known = Optional.of(new Known(time.wall().instant(), nanos()));
        }
    }

    /** @param taken as {@link #taken(Instant)} says */
    boolean isOver(long taken) {
        return nanos() - taken > retention.toNanos();
    }

    /** @param dated of a picture that was there at the start */
    boolean isOver(Instant dated) {
        return known.map(it -> isOver(dated, it.wall.plusNanos(nanos() - it.nanos)))
                .orElseGet(() -> isOverPerhaps(dated));
    }

    private boolean isOver(Instant dated, Instant now) {
        return dated.isBefore(now.minus(retention)) || dated.isAfter(now.plus(AHEAD));
    }

    private boolean isOverPerhaps(Instant dated) {
        var now = time.wall().instant();
        var here = Duration.ofNanos(nanos() - begin);
        return dated.isBefore(now.minus(retention))
                ? here.compareTo(WAIT) > 0 || here.compareTo(retention) > 0
                : dated.isAfter(now) && here.compareTo(retention) > 0;
    }
}
