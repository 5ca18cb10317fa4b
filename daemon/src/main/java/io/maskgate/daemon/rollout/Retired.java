package io.maskgate.daemon.rollout;

import io.maskgate.hw.host.FreedMemory;
import io.maskgate.hw.inference.EngineStatus;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;

/** Frees engines after their last frame, each on a thread of its own, and keeps what they had done. Thread-safe. */
final class Retired {
    private static final System.Logger LOG = System.getLogger(Retired.class.getName());
    /** An engine has so long to finish what it is in before it is left to itself. */
    private static final Duration ENDING = Duration.ofSeconds(10);

    private final Threads threads;
    private final Runnable giveBack;
    /** Those for which no thread could be started yet. */
    private final ArrayDeque<Serving> waiting = new ArrayDeque<>();

    private boolean failing;
    private Totals done = Totals.NONE;

    Retired(Threads threads) {
        this(threads, FreedMemory::giveBack);
    }

    /** @param giveBack what an engine has freed, to the system */
    Retired(Threads threads, Runnable giveBack) {
        this.threads = threads;
        this.giveBack = giveBack;
    }

    /** Of all that were freed. */
    synchronized Totals totals() {
        return done;
    }

    /** Nobody is to look with it any more; returns at once. */
    synchronized void add(Serving model) {
        done = done.plus(model.loaded());
        waiting.add(model);
        free();
    }

    /** Those that still wait for a thread; returns at once. */
    synchronized void free() {
        while (!waiting.isEmpty()) {
            var model = waiting.getFirst();
            try {
                threads.start("model-release", () -> free(model));
            } catch (OutOfMemoryError e) {
                if (!failing) {
                    failing = true;
                    LOG.log(
                            Level.ERROR,
                            "model {0} keeps its memory, since no thread can be started to free it; it is tried again"
                                    + " each second: {1}; raise TasksMax of the unit",
                            model.tag(),
                            e.getMessage());
                }
                return;
            }
            failing = false;
            waiting.removeFirst();
        }
    }

    /** What TensorRT builds cannot be broken off. */
    private static void tell(Serving model) {
        var engine = model.loaded().status();
        if (engine.state() == EngineStatus.State.PREPARING) {
            LOG.log(
                    Level.WARNING,
                    "model {0} is freed but for its engine, which keeps its memory until it is prepared ({1}); other"
                            + " engines are built after that; if it never ends, restart the gateway",
                    model.tag(),
                    engine.unserved());
        } else {
            LOG.log(Level.INFO, "model {0} is freed", model.tag());
        }
    }

    private void free(Serving model) {
        try {
            if (model.use().end(ENDING)) {
                model.loaded().close();
                giveBack.run();
                tell(model);
            } else {
                LOG.log(
                        Level.ERROR,
                        "model {0}: its engine does not come back; its memory stays until the next restart",
                        model.tag());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "model " + model.tag() + " cannot be freed", e);
        }
    }
}
