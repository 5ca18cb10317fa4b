package io.maskgate.daemon.outbox;

import static io.maskgate.daemon.outbox.Fixture.NOON;
import static io.maskgate.daemon.outbox.Fixture.TOPIC;
import static io.maskgate.daemon.outbox.Fixture.bytes;
import static io.maskgate.daemon.outbox.Fixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.outbox.Outbox.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large backlog of which next to nothing may go: whoever looks through it holds up nobody who writes. */
class OutboxLookTest {
    private static final int MANY = 5000;

    @TempDir
    Path folder;

    Fixture fixture;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new Fixture(folder);
        try (var store = Store.open(folder.resolve("outbox.db"))) {
            store.begin();
            for (int i = 1; i <= MANY; i++) {
                store.insert(new Waiting(i, id("m" + i), TOPIC, bytes("m"), NOON, Outbox.Series.NONE));
            }
            store.insert(new Waiting(MANY + 1, id("other"), "other", bytes("m"), NOON, Outbox.Series.NONE));
            store.commit();
        }
    }

    @Test
    void oneLookPassesOverABoundedNumberOfMessagesAndTheNextGoesOnThere() throws Exception {
        var asked = new AtomicInteger();
        try (var outbox = fixture.open()) {
            var looks = new ArrayList<Integer>();
            long upTo = 0;
            for (int look = 0; look < 4; look++) {
                asked.set(0);
                var page = outbox.next(upTo, 64, _ -> asked.incrementAndGet() < 0);
                assertThat(page.messages()).isEmpty();
                looks.add(asked.get());
                upTo = page.upTo();
            }
            assertThat(looks).containsExactly(2000, 2000, 1001, 0);
            assertThat(upTo).isEqualTo(MANY + 1);
        }
    }

    @Test
    void whoWritesComesBetweenTwoLooks() throws Exception {
        try (var outbox = fixture.open()) {
            double before = fixture.metrics.outboxBytes.get();
            var asked = new AtomicInteger();
            var page = outbox.next(0, 64, _ -> {
                if (asked.incrementAndGet() == 1) {
                    Thread.startVirtualThread(() -> fixture.append(outbox, "new"));
                    await().until(OutboxLookTest::writerWaits);
                }
                return false;
            });
            var written = new ArrayList<Double>();
            outbox.next(page.upTo(), 64, _ -> {
                written.add(fixture.metrics.outboxBytes.get() - before);
                return false;
            });
            // 3 bytes of payload, 34 of topic, 64 of bookkeeping.
            assertThat(written).startsWith(101.0);
        }
    }

    /** For the lock of the disk; where there is nothing to write it wakes up by itself. */
    private static boolean writerWaits() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread ->
                        thread.getName().equals("outbox-writer") && thread.getState() == Thread.State.WAITING);
    }

    @Test
    void whatIsInMemoryDoesNotGoBeforeWhatALookHasNotReachedOnDisk() throws Exception {
        var store = new AtomicReference<Store>();
        try (var outbox = fixture.open(1 << 24, Duration.ofDays(7), file -> {
            store.set(Store.open(file));
            return store.get();
        })) {
            store.get().run("PRAGMA query_only=ON");
            outbox.append(id("later"), "other", bytes("m"), NOON);
            var found = new ArrayList<Waiting>();
            long upTo = 0;
            for (int look = 0; look < 4; look++) {
                var page = outbox.next(upTo, 1, "other"::equals);
                found.addAll(page.messages());
                upTo = page.upTo();
            }
            assertThat(found).extracting(Waiting::id).isEqualTo(List.of(id("other"), id("later")));
            store.get().run("PRAGMA query_only=OFF");
        }
    }
}
