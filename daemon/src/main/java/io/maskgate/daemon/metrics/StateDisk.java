package io.maskgate.daemon.metrics;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Room on the state folder's disk, asked on a thread of its own: one on a network that hangs must not hold up who asks for
 * all the other numbers. There is one such thread at most, and only while the disk has not answered. Thread-safe.
 */
final class StateDisk {
    private static final System.Logger LOG = System.getLogger(StateDisk.class.getName());
    /** The numbers of one page of metrics are of one answer. */
    private static final Duration KEPT = Duration.ofSeconds(1);

    private final Question question;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private @Nullable Asking asking;
    private @Nullable Answer last;
    private long hangs;

    /** What the disk is asked; it may never answer. */
    interface Question {
        Room ask() throws IOException;
    }

    /** In bytes. */
    record Room(long free, long size) {}

    /**
     * What is known of the disk.
     *
     * @param room as it is now, or was when the disk last answered; empty when it could not tell, or never did
     * @param age seconds since it answered; empty when it never did
     * @param hangs how often it did not answer in time
     */
    record Known(Optional<Room> room, OptionalDouble age, long hangs) {}

    private record Answer(Optional<Room> room, long at) {}

    private static final class Asking {
        final long begin;
        final CompletableFuture<Boolean> over = new CompletableFuture<>();
        boolean told;

        Asking(long begin) {
            this.begin = begin;
        }
    }

    /**
     * @param patience how long the first who asks a disk that hangs waits for it; the others do not
     * @param nanoTime monotonic, as {@link System#nanoTime()}
     */
    StateDisk(Question question, Duration patience, LongSupplier nanoTime) {
        this.question = question;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** Asks the disk, and says what is known of it. */
    Known known() {
        var now = ask();
        if (now != null) {
            await(now);
        }
        return said();
    }

    private synchronized Known said() {
        var answer = last;
        return answer == null
                ? new Known(Optional.empty(), OptionalDouble.empty(), hangs)
                : new Known(answer.room, OptionalDouble.of((nanoTime.getAsLong() - answer.at) / 1e9), hangs);
    }

    /** The question under way, if need be a new one; null where the last answer is new enough, or there is no thread. */
    private synchronized @Nullable Asking ask() {
        long now = nanoTime.getAsLong();
        if (asking != null || last != null && now - last.at < KEPT.toNanos()) {
            return asking;
        }
        var begun = new Asking(now);
        try {
            Thread.ofPlatform().daemon().name("state-disk").start(() -> ask(begun));
            asking = begun;
        } catch (OutOfMemoryError _) {
            // No thread to be had: the answer there was grows old, which its age says.
        }
        return asking;
    }

    private void ask(Asking begun) {
        Optional<Room> room = Optional.empty();
        try {
            room = Optional.of(question.ask());
        } catch (IOException | RuntimeException | OutOfMemoryError _) {
            // A number that is missing says it.
        } finally {
            answered(begun, room);
        }
    }

    private synchronized void answered(Asking begun, Optional<Room> room) {
        long now = nanoTime.getAsLong();
        last = new Answer(room, now);
        asking = null;
        if (begun.told) {
            LOG.log(
                    Level.INFO,
                    "the disk of the state folder answers again, after {0} s",
                    Duration.ofNanos(now - begun.begin).toSeconds());
        }
        begun.over.complete(true);
    }

    private void await(Asking begun) {
        long left = begun.begin + patience.toNanos() - nanoTime.getAsLong();
        try {
            begun.over.get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            hangs(begun);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private synchronized void hangs(Asking begun) {
        if (!begun.told && asking == begun) {
            begun.told = true;
            hangs++;
            LOG.log(
                    Level.WARNING,
                    "the disk of the state folder does not say how much room it has; the numbers of it are those of"
                            + " before until it does");
        }
    }
}
