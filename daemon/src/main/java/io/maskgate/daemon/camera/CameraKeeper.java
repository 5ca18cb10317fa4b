package io.maskgate.daemon.camera;

import io.maskgate.daemon.retry.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one camera alive: starts its thread, switches it off and on, and begins a new life on a new thread when the old
 * one has died or is stuck in a native call beyond its deadline. Thread-safe.
 */
final class CameraKeeper {
    private static final System.Logger LOG = System.getLogger(CameraKeeper.class.getName());

    private final String id;
    private final CameraBoard board;
    private final TrackedCamera faces;
    private final CameraLimits limits;
    private final Lives lives;
    private final Backoff backoff;
    private final List<Life> leaving = new ArrayList<>();
    private @Nullable Life current;
    private boolean enabled;
    /** Whether somebody has switched it. */
    private boolean told;

    private boolean stopped;
    private boolean well;
    private long wellSince;
    private String lastDeath = "";
    /**
     * Since when there is no memory for its stream, be it that its threads die of it or that it is not even called; absent
     * where it was online or switched off since, or failed for something else.
     */
    private OptionalLong starvedSince = OptionalLong.empty();

    /** Makes workers. */
    interface Lives {
        /** @param firstWait before the first connection */
        CameraWorker worker(CameraBoard.Pen pen, Duration firstWait);
    }

    private record Life(CameraWorker worker, Thread thread) {}

    /** @param backoff between a thread that failed and the next */
    CameraKeeper(String id, CameraBoard board, TrackedCamera faces, CameraLimits limits, Lives lives, Backoff backoff) {
        this.id = id;
        this.board = board;
        this.faces = faces;
        this.limits = limits;
        this.lives = lives;
        this.backoff = backoff;
    }

    /** Switches the camera; switching on one whose file has ended plays it again. */
    synchronized void enable(boolean on, Duration firstWait) {
        told = true;
        turn(on, firstWait);
    }

    /** The same, unless somebody has switched it before: what was acknowledged stays. */
    synchronized void enableUnlessTold(boolean on, Duration firstWait) {
        if (!told) {
            turn(on, firstWait);
        }
    }

    private void turn(boolean on, Duration firstWait) {
        // Of a stopped one too: whoever takes its place asks for it.
        enabled = on;
        if (stopped) {
            return;
        }
        if (!on) {
            starvedSince = OptionalLong.empty();
            end(CameraState.DISABLED, "switched off");
            faces.requestFinish();
            return;
        }
        var life = current;
        if (life == null || life.worker.over()) {
            current = null;
            board.end(CameraState.OFFLINE, CameraBoard.CONNECTING);
            begin(firstWait);
        }
    }

    /** Whether it was switched on at last, whatever became of it. */
    synchronized boolean isEnabled() {
        return enabled;
    }

    private void begin(Duration firstWait) {
        leaving.removeIf(life -> !life.thread.isAlive());
        // Threads that are still on their way out count: switching on and off quickly must not pile them up.
        if (leaving.size() > limits.givenUpAtMost()) {
            return;
        }
        well = false;
        var worker = lives.worker(board.begin(), firstWait);
        current = new Life(
                worker, Thread.ofPlatform().name("camera-" + id).daemon().start(worker));
    }

    private void end(CameraState state, String why) {
        var life = current;
        current = null;
        board.end(state, why);
        if (life != null) {
            life.worker.stop();
            leaving.add(life);
        }
    }

    /** Looks after the thread; to be called about once a second. */
    synchronized void check(long now) {
        var life = current;
        if (life != null) {
            switch (life.worker.memory()) {
                case THERE -> starvedSince = OptionalLong.empty();
                case WANTING -> starve(now);
                case UNKNOWN -> {}
            }
        }
        if (life != null && !life.thread.isAlive() && !life.worker.over()) {
            end(CameraState.OFFLINE, "its thread has died; starting again");
            board.replaced("died");
            tellDeath(life.worker.death());
            if (!(life.worker.death() instanceof OutOfMemoryError)) {
                starvedSince = OptionalLong.empty();
            } else {
                starve(now);
            }
        } else if (life != null && isStuck(life, now)) {
            // Before another life can begin, and hang in the same place.
            var where = life.worker.stuck(life.thread);
            end(CameraState.OFFLINE, "a native call did not end; starting again");
            board.replaced("stuck");
            LOG.log(
                    System.Logger.Level.ERROR,
                    "camera {0}: a native call{1} did not end in spite of its deadline; thread given up, {2} so far",
                    id,
                    where.map(name -> " of " + name).orElse(""),
                    stuck(now));
        } else if (life != null) {
            if (isOnline()) {
                wellFor(now);
                starvedSince = OptionalLong.empty();
            } else {
                // Its thread lives as well while it only waits to connect.
                well = false;
            }
        }
        if (enabled && !stopped && current == null) {
            begin(backoff.next());
        }
    }

    private void starve(long now) {
        if (starvedSince.isEmpty()) {
            starvedSince = OptionalLong.of(now);
        }
    }

    private void tellDeath(@Nullable Throwable cause) {
        String told = String.valueOf(cause);
        if (!told.equals(lastDeath)) {
            lastDeath = told;
            LOG.log(
                    System.Logger.Level.ERROR,
                    "camera " + id + ": its thread has died, another takes its place; the like are only counted",
                    cause);
        }
    }

    private void wellFor(long now) {
        if (!well) {
            well = true;
            wellSince = now;
        } else if (now - wellSince > limits.steadyAfter().toNanos()) {
            backoff.reset();
        }
    }

    private boolean isStuck(Life life, long now) {
        return life.thread.isAlive()
                && life.worker.watch().overdue(now, limits.grace().toNanos());
    }

    private long stuck(long now) {
        return leaving.stream().filter(life -> isStuck(life, now)).count();
    }

    /** Why the process must be restarted; a thread that comes back after all is forgiven. */
    synchronized Optional<String> fatal(long now) {
        long stuck = stuck(now);
        return stuck > limits.givenUpAtMost()
                ? Optional.of("camera " + id + ": " + stuck + " threads are stuck in native calls")
                : Optional.empty();
    }

    /** Why the process must be restarted where no other camera is online either; empty while there is memory for it. */
    synchronized Optional<String> starved(long now) {
        return enabled
                        && starvedSince.isPresent()
                        && now - starvedSince.getAsLong() > limits.starvedFor().toNanos()
                ? Optional.of(
                        "no camera is online, and there is no memory, or no thread, for the stream of camera " + id)
                : Optional.empty();
    }

    boolean isOnline() {
        return status().state() == CameraState.ONLINE;
    }

    CameraStatus status() {
        return board.status();
    }

    /** Asks the thread to end; nothing begins any more. */
    synchronized void stop() {
        stopped = true;
        var life = current;
        if (life != null) {
            life.worker.stop();
        }
    }

    /** Waits for the thread to end. */
    void join(Duration timeout) throws InterruptedException {
        Life life;
        synchronized (this) {
            life = current;
        }
        if (life != null) {
            life.thread.join(timeout);
        }
    }
}
