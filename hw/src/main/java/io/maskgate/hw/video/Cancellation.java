package io.maskgate.hw.video;

import java.util.concurrent.CompletableFuture;

/** Ends blocking calls of one source from another thread. Once cancelled it stays so. Thread-safe. */
public final class Cancellation {
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    public void cancel() {
        done.complete(null);
    }

    public boolean cancelled() {
        return done.isDone();
    }

    /** Completes when cancelled. */
    CompletableFuture<Void> future() {
        return done;
    }
}
