package io.maskgate.daemon.rules;

import io.maskgate.daemon.config.RuleKeys;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * "More than N without a mask for so long", with a hold-off. Calm until there are too many; pending until there were too
 * many for {@code for} without a break; then an alarm, until there were not too many for {@code clear-after} without a
 * break. An alarm that would begin within the hold-off after the last one begins at the end of it, if there are still
 * too many then. One of an earlier process that ends before anybody has looked begins no hold-off. While it is quiet there
 * is no alarm and none pending.
 *
 * <p>Times are nanoseconds of a monotonic clock, so that a step of the wall clock changes no duration; what it said before
 * it was set follows it.
 */
final class AlarmMachine {
    private RuleKeys.Alarm limits;
    private State state = new Calm();
    private OptionalLong holdUntil = OptionalLong.empty();
    /** Whether it goes on from an earlier process, and nobody has looked since. */
    private boolean unseen;

    /** Where it stands. */
    sealed interface State {}

    /** Not too many. */
    record Calm() implements State {}

    /** Too many, not for long enough. */
    record Pending(Moment since, int peak) implements State {}

    /**
     * An alarm.
     *
     * @param nanos of {@code since}; empty in one of an earlier process, which knew the time before the power went
     * @param clearing since when there are not too many; empty while there are
     */
    record Alarmed(Instant since, OptionalLong nanos, int peak, Optional<Moment> clearing) implements State {}

    /** What a step changed. */
    sealed interface Change {}

    /** An alarm began. */
    record Raised(Instant since, int peak) implements Change {}

    /** An alarm ended. */
    record Cleared(Instant since, Instant until, int peak, boolean quiet) implements Change {}

    AlarmMachine(RuleKeys.Alarm limits) {
        this.limits = limits;
    }

    /** Goes on with an alarm of an earlier process. */
    void resume(Instant since, int peak) {
        state = new Alarmed(since, OptionalLong.empty(), peak, Optional.empty());
        unseen = true;
    }

    /** A picture was looked at. */
    void looked() {
        if (unseen && state instanceof Alarmed alarmed) {
            // That nobody was seen was no evidence so far, and no face is sure yet.
            state = new Alarmed(alarmed.since, alarmed.nanos, alarmed.peak, Optional.empty());
        }
        unseen = false;
    }

    /** Other times from now on; a hold-off that has begun goes on as it was. */
    void follow(RuleKeys.Alarm next) {
        limits = next;
    }

    State state() {
        return state;
    }

    /**
     * @param count faces without a mask
     * @param nanos not before that of the last step
     */
    Optional<Change> step(int count, boolean quiet, long nanos, Instant wall) {
        boolean many = count > limits.above() && !quiet;
        var now = new Moment(wall, nanos);
        return switch (by(now)) {
            case Calm _ when many -> pend(new Pending(now, count), nanos);
            case Calm _ -> Optional.empty();
            case Pending pending when many -> pend(new Pending(pending.since, Math.max(pending.peak, count)), nanos);
            case Pending _ -> {
                state = new Calm();
                yield Optional.empty();
            }
            case Alarmed alarmed
            when many -> {
                state = new Alarmed(alarmed.since, alarmed.nanos, Math.max(alarmed.peak, count), Optional.empty());
                yield Optional.empty();
            }
            case Alarmed alarmed when quiet -> clear(alarmed, wall, true, nanos);
            case Alarmed alarmed -> {
                var clearing = alarmed.clearing.orElse(now);
                if (nanos - clearing.nanos() >= limits.clearAfter().toNanos()) {
                    yield clear(alarmed, clearing.wall(), false, nanos);
                }
                state = new Alarmed(alarmed.since, alarmed.nanos, alarmed.peak, Optional.of(clearing));
                yield Optional.empty();
            }
        };
    }

    /** The state by the wall clock as it is now. */
    private State by(Moment now) {
        return switch (state) {
            case Calm calm -> calm;
            case Pending pending -> new Pending(pending.since.by(now), pending.peak);
            case Alarmed(Instant since, OptionalLong begun, int peak, Optional<Moment> clearing) -> {
                var by = begun.isPresent()
                        ? new Moment(since, begun.getAsLong()).by(now).wall()
                        : since;
                yield new Alarmed(by, begun, peak, clearing.map(it -> it.by(now)));
            }
        };
    }

    private Optional<Change> pend(Pending pending, long nanos) {
        var since = pending.since;
        boolean lasted = nanos - since.nanos() >= limits.lasting().toNanos();
        boolean held = holdUntil.isPresent() && nanos < holdUntil.getAsLong();
        if (!lasted || held) {
            state = pending;
            return Optional.empty();
        }
        state = new Alarmed(since.wall(), OptionalLong.of(since.nanos()), pending.peak, Optional.empty());
        return Optional.of(new Raised(since.wall(), pending.peak));
    }

    private Optional<Change> clear(Alarmed alarmed, Instant until, boolean quiet, long nanos) {
        state = new Calm();
        // Of whoever is there still when the camera comes back nothing has been told.
        holdUntil = unseen
                ? OptionalLong.empty()
                : OptionalLong.of(nanos + limits.holdOff().toNanos());
        return Optional.of(new Cleared(alarmed.since, until, alarmed.peak, quiet));
    }
}
