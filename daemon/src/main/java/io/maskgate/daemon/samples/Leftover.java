package io.maskgate.daemon.samples;

import io.maskgate.daemon.privacy.Exit;
import io.maskgate.daemon.privacy.PrivacyGate;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Pictures of an earlier time where none may be kept any more: they are deleted, at the start and whenever some turn up, as
 * on a disk that took nothing then or was mounted later.
 */
public final class Leftover {
    private static final System.Logger LOG = System.getLogger(Leftover.class.getName());
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Path folder;
    private final PrivacyGate gate;
    private final LongSupplier nanoTime;
    private OptionalLong looked = OptionalLong.empty();
    /** For whoever asks meanwhile. */
    private volatile boolean failing;

    /** @param nanoTime monotonic, as {@link System#nanoTime()} */
    public Leftover(Path state, PrivacyGate gate, LongSupplier nanoTime) {
        this.folder = Samples.folder(state);
        this.gate = gate;
        this.nanoTime = nanoTime;
    }

    /** Deletes what is there; to be called as often as one likes, on one thread at a time, and done once a minute. */
    public void look() {
        long now = nanoTime.getAsLong();
        boolean due = looked.isEmpty() || now - looked.getAsLong() >= EVERY.toNanos();
        if (due && !gate.permits(Exit.STORED_PICTURES)) {
            looked = OptionalLong.of(now);
            clear();
        }
    }

    private void clear() {
        try {
            int gone = PictureFolder.clear(folder);
            failing = false;
            if (gone > 0) {
                LOG.log(
                        Level.WARNING,
                        "privacy.mode is {0}: {1} stored pictures of an earlier time were deleted",
                        gate.mode(),
                        gone);
            }
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.log(
                        Level.ERROR,
                        "privacy.mode is {0}, and stored pictures of an earlier time cannot be deleted, which is tried again; delete {1}: {2}",
                        gate.mode(),
                        folder,
                        e);
            }
        }
    }

    /** What lies there and may not; empty while all is well. */
    public Optional<String> trouble() {
        return failing
                ? Optional.of("stored pictures of an earlier time cannot be deleted; the log says more")
                : Optional.empty();
    }
}
