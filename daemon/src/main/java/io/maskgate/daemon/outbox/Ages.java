package io.maskgate.daemon.outbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Which messages have waited longer than allowed, by a clock that nobody sets. A box without a battery for its clock wakes
 * up in the past and jumps when it hears from a time server, perhaps by months: what was written the minute before must not
 * be given up for that. Messages of this process count from when they came; those of an earlier one are as old as the time
 * they carry said when the file was opened, and grow older from there. Where that was a time years ahead, as of a clock
 * whose battery is dying, they are not given up before the time is known to be right and says so too, or nobody has said
 * so for a while. Whatever their time, they have waited as long as the file is open. Used under the lock of the
 * {@link Disk}.
 */
final class Ages {
    /** How exactly times are remembered: a message may stay so much of the limit too long, and none too short. */
    private static final int STEPS = 1000;
    /** A time server has answered by then, if there is one. */
    private static final Duration WAIT = Duration.ofHours(1);

    private final Duration limit;
    private final InstantSource wall;
    private final LongSupplier nanoTime;
    private final BooleanSupplier right;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private boolean begun;
    private long earlier;
    private Instant begin = Instant.MIN;
    private long beginNanos;
    private Optional<Known> known = Optional.empty();

    /** It was {@code wall} at {@code nanos}, that is right. */
    private record Known(Instant wall, long nanos) {}

    /** Messages up to {@code sequence} came at {@code nanos} at the latest, those of this step from {@code first} on. */
    private record Step(long first, long nanos, long sequence) {}

    /** @param right whether the time of day is known to be right now */
    Ages(Duration limit, InstantSource wall, LongSupplier nanoTime, BooleanSupplier right) {
        this.limit = limit;
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.right = right;
    }

    /** The file is open; all but the first time it holds messages of this process. */
    void opened(long last) {
        if (!begun) {
            begun = true;
            earlier = last;
            begin = wall.instant();
            beginNanos = nanoTime.getAsLong();
        }
    }

    /** All messages up to this one are there. */
    void reached(long last) {
        long now = nanoTime.getAsLong();
        var newest = steps.peekLast();
        if (last <= (newest == null ? earlier : newest.sequence)) {
            return;
        }
        if (newest != null && now - newest.first < limit.toNanos() / STEPS) {
            steps.removeLast();
            steps.addLast(new Step(newest.first, now, last));
        } else {
            steps.addLast(new Step(now, now, last));
            forgetSteps(now);
        }
    }

    /** Up to the latest step that is too old all messages are: those before it tell nothing more. */
    private void forgetSteps(long now) {
        while (steps.size() > 1) {
            var first = steps.removeFirst();
            if (!isTooOld(steps.getFirst(), now)) {
                steps.addFirst(first);
                return;
            }
        }
    }

    private boolean isTooOld(Step step, long now) {
        return now - step.nanos > limit.toNanos();
    }

    /**
     * In any order: those that wait and those that were refused are asked of in turns.
     *
     * @param at the time it carries
     */
    boolean isTooOld(long sequence, Instant at) {
        long now = nanoTime.getAsLong();
        if (sequence > earlier) {
            return steps.stream()
                    .filter(step -> step.sequence >= sequence)
                    .findFirst()
                    .filter(step -> isTooOld(step, now))
                    .isPresent();
        }
        // It has waited so long whatever its time says, and as the oldest would keep all behind it for ever.
        if (now - beginNanos > limit.toNanos()) {
            return true;
        }
        // Where that was no time at all yet, what it is now is the better one.
        var today = Era.knows(begin) ? begin.plusNanos(now - beginNanos) : wall.instant();
        return Era.knows(at) && isTooOld(at, today) && isBelieved(at, now);
    }

    private boolean isTooOld(Instant at, Instant today) {
        return at.isBefore(today.minus(limit));
    }

    private boolean isBelieved(Instant at, long now) {
        if (known.isEmpty() && right.getAsBoolean()) {
            known = Optional.of(new Known(wall.instant(), now));
        }
        return known.map(it -> isTooOld(at, it.wall.plusNanos(now - it.nanos)))
                .orElseGet(() -> now - beginNanos > Math.min(WAIT.toNanos(), limit.toNanos()));
    }
}
