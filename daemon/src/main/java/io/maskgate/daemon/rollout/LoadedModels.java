package io.maskgate.daemon.rollout;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The engines that are loaded: the one that serves, the old one while the new one is on probation, and one that is loaded
 * beside them. Owns and frees them. Which one serves, which one stands by and what they have done may be asked for by any
 * thread; the rest is not thread-safe.
 */
final class LoadedModels {
    private static final System.Logger LOG = System.getLogger(LoadedModels.class.getName());

    private final ModelParts.Cameras cameras;
    private final Runnable swapped;
    private final Threads threads;
    private final Retired retired;
    private volatile Serving serving;
    private volatile @Nullable Serving standby;
    private @Nullable Serving candidate;
    /** Whether those who have to know of another model could not be told yet. */
    private boolean untold;

    private boolean failing;

    /** @param swapped called on a thread of its own after another model took over, when there is one */
    LoadedModels(Serving first, ModelParts.Cameras cameras, Runnable swapped, Threads threads) {
        this.serving = first;
        this.cameras = cameras;
        this.swapped = swapped;
        this.threads = threads;
        this.retired = new Retired(threads);
    }

    Serving serving() {
        return serving;
    }

    /** The old one, while it is ready to come back. */
    Optional<Serving> standby() {
        return Optional.ofNullable(standby);
    }

    /** One that is loaded and may serve one day. */
    synchronized void adopt(Serving fresh) {
        candidate = fresh;
    }

    /** What the engine of the adopted one is at, for a person; empty where it says nothing. */
    synchronized String preparing() {
        return Optional.ofNullable(candidate)
                .map(model -> model.loaded().status().unserved())
                .orElse("");
    }

    /**
     * The adopted one serves, the one before stays ready.
     *
     * @throws OutOfMemoryError when there is no room for its images; nothing has changed then
     */
    void swap() {
        var fresh = candidate;
        if (fresh != null) {
            cameras.use(fresh.use());
            synchronized (this) {
                standby = serving;
                serving = fresh;
                candidate = null;
            }
            untold = true;
            tell();
        }
    }

    /**
     * The old one serves again, the new one goes.
     *
     * @throws OutOfMemoryError as in {@link #swap}
     */
    void swapBack() {
        var old = standby;
        if (old != null) {
            cameras.use(old.use());
            synchronized (this) {
                retired.add(serving);
                serving = old;
                standby = null;
            }
            untold = true;
            tell();
        }
    }

    /** What serves does so all the same: whoever undid it because of this would free a model that is looked with. */
    private void tell() {
        if (!untold) {
            return;
        }
        try {
            threads.start("model-swapped", swapped);
            untold = false;
            failing = false;
        } catch (OutOfMemoryError e) {
            if (!failing) {
                failing = true;
                LOG.log(
                        Level.ERROR,
                        "model {0} serves the cameras, but no thread can be started for what else looks with a model"
                                + " (uploaded pictures); it is tried again each second: {1}; raise TasksMax of the unit",
                        serving.tag(),
                        e.getMessage());
            }
        }
    }

    /** To be called each second or so: does what no thread could be started for before. */
    void tick() {
        tell();
        retired.free();
    }

    /** The adopted one goes; it never served. */
    synchronized void letGo() {
        var fresh = candidate;
        candidate = null;
        retire(fresh);
    }

    /** The old one goes. */
    synchronized void confirm() {
        var old = standby;
        standby = null;
        retire(old);
    }

    private void retire(@Nullable Serving done) {
        if (done != null) {
            retired.add(done);
        }
    }

    /** Of all engines there were, so that it never falls. */
    synchronized Totals totals() {
        var sum = retired.totals();
        for (var model : held()) {
            sum = sum.plus(model.loaded());
        }
        return sum;
    }

    private List<Serving> held() {
        var held = new ArrayList<>(List.of(serving));
        Optional.ofNullable(standby).ifPresent(held::add);
        Optional.ofNullable(candidate).ifPresent(held::add);
        return held;
    }

    /**
     * Frees all; nobody looks with them any more.
     *
     * @param candidateInUse whether a thread still works with the adopted one, which is left to itself then
     */
    synchronized void close(boolean candidateInUse) {
        if (candidateInUse) {
            candidate = null;
        }
        held().forEach(model -> model.loaded().close());
        standby = null;
        candidate = null;
    }
}
