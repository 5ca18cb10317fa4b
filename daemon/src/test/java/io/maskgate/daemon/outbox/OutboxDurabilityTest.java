package io.maskgate.daemon.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kill of the process cannot show: the page cache outlives it with any setting, and a loss of power does not. */
class OutboxDurabilityTest {
    /** FULL: also in WAL mode each commit is synced; NORMAL syncs there at checkpoints alone. */
    private static final String FULL = "2";

    @TempDir
    Path folder;

    @Test
    void everyCommitIsSyncedToTheDisk() throws Exception {
        var fixture = new Fixture(folder);
        var store = new AtomicReference<Store>();
        try (var outbox = fixture.open(1 << 20, Duration.ofDays(7), file -> {
            store.set(Store.open(file));
            return store.get();
        })) {
            fixture.append(outbox, "a");
            assertThat(store.get().setting("synchronous")).isEqualTo(FULL);
            assertThat(store.get().setting("journal_mode")).isEqualTo("wal");
        }
    }
}
