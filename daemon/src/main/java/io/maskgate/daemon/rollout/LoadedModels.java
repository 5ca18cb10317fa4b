package io.maskgate.daemon.rollout;

import io.maskgate.hw.inference.InferenceStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The engines that are loaded: the one that serves, the old one while the new one is on probation, and one that is loaded
 * beside them. Owns and frees them. Which one serves may be asked for by any thread; the rest is not thread-safe.
 */
final class LoadedModels {
    private final Models.Cameras cameras;
    private final Runnable swapped;
    private final Retired retired = new Retired();
    private volatile Serving serving;
    private @Nullable Serving standby;
    private @Nullable Serving candidate;

    /** @param swapped called on a thread of its own after another model took over */
    LoadedModels(Serving first, Models.Cameras cameras, Runnable swapped) {
        this.serving = first;
        this.cameras = cameras;
        this.swapped = swapped;
    }

    Serving serving() {
        return serving;
    }

    /** The old one, while it is ready to come back. */
    Optional<Serving> standby() {
        return Optional.ofNullable(standby);
    }

    /** One that is loaded and may serve one day. */
    void adopt(Serving fresh) {
        candidate = fresh;
    }

    /**
     * The adopted one serves, the one before stays ready.
     *
     * @throws OutOfMemoryError when there is no room for its images; nothing has changed then
     */
    void swap() {
        var fresh = candidate;
        if (fresh != null) {
            var old = serving;
            serve(fresh);
            candidate = null;
            standby = old;
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
            var bad = serving;
            serve(old);
            standby = null;
            retired.add(bad);
        }
    }

    private void serve(Serving next) {
        cameras.use(next.use());
        serving = next;
        Thread.ofVirtual().name("model-swapped").start(swapped);
    }

    /** The adopted one goes; it never served. */
    void letGo() {
        var fresh = candidate;
        candidate = null;
        retire(fresh);
    }

    /** The old one goes. */
    void confirm() {
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
    InferenceStats stats() {
        var sum = retired.stats();
        for (var model : held()) {
            sum = sum.plus(model.loaded().stats());
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
    void close(boolean candidateInUse) {
        if (candidateInUse) {
            candidate = null;
        }
        held().forEach(model -> model.loaded().close());
        standby = null;
        candidate = null;
    }
}
