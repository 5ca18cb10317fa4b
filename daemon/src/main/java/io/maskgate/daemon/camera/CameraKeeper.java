package io.maskgate.daemon.camera;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one camera alive: starts its thread, switches it off and on, and replaces a thread that is stuck in a native call
 * beyond its deadline. Thread-safe.
 */
final class CameraKeeper {
    private static final System.Logger LOG = System.getLogger(CameraKeeper.class.getName());

    private final String id;
    private final CameraBoard board;
    private final TrackedCamera faces;
    private final CameraLimits limits;
    private final Function<Duration, CameraWorker> workers;
    private @Nullable CameraWorker worker;
    private @Nullable Thread thread;
    private boolean enabled;
    private boolean stopped;
    private int givenUp;

    /** @param workers makes a worker that waits so long before its first connection */
    CameraKeeper(
            String id,
            CameraBoard board,
            TrackedCamera faces,
            CameraLimits limits,
            Function<Duration, CameraWorker> workers) {
        this.id = id;
        this.board = board;
        this.faces = faces;
        this.limits = limits;
        this.workers = workers;
    }

    synchronized void enable(boolean on, Duration firstWait) {
        if (stopped || (on && worker != null)) {
            return;
        }
        enabled = on;
        if (on) {
            board.enter(CameraState.OFFLINE, CameraBoard.CONNECTING);
            begin(firstWait);
        } else {
            end();
            faces.requestFinish();
            board.enter(CameraState.DISABLED, "switched off");
        }
    }

    private void begin(Duration firstWait) {
        var next = workers.apply(firstWait);
        worker = next;
        thread = Thread.ofPlatform().name("camera-" + id).daemon().start(next);
    }

    private void end() {
        if (worker != null) {
            worker.stop();
            worker = null;
        }
    }

    /** Gives up a thread whose native call should have ended long ago; another takes its place. */
    synchronized void check(long now) {
        if (worker == null || !worker.watch().overdue(now, limits.grace().toNanos())) {
            return;
        }
        worker.abandon();
        givenUp++;
        LOG.log(
                System.Logger.Level.ERROR,
                "camera {0}: a native call did not end in spite of its deadline; thread given up ({1} so far)",
                id,
                givenUp);
        board.enter(CameraState.OFFLINE, "a native call did not end; starting again");
        worker = null;
        if (enabled && !stopped && givenUp <= limits.givenUpAtMost()) {
            begin(limits.firstRetry());
        }
    }

    synchronized Optional<String> fatal() {
        return givenUp > limits.givenUpAtMost()
                ? Optional.of("camera " + id + ": " + givenUp + " threads are stuck in native calls")
                : Optional.empty();
    }

    CameraStatus status() {
        return board.status();
    }

    synchronized void stop() {
        stopped = true;
        end();
    }

    void join(Duration timeout) throws InterruptedException {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            running.join(timeout);
        }
    }
}
