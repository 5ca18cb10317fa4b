package io.maskgate.daemon.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.privacy.Gates;
import io.maskgate.daemon.privacy.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stored pictures on a disk that deletes nothing any more, or does not answer. */
@Timeout(60)
class VaultOnABadDiskTest {
    private static final int SIZE = 1000;

    @TempDir
    private Path state;

    private Instant now = Instant.parse("2026-03-02T08:00:00Z");
    private long uptime;
    private Path folder;
    private Vault vault;

    @BeforeEach
    void open() {
        folder = state.resolve("pictures");
        vault = vault(() -> now, true);
    }

    private Vault vault(InstantSource wall, boolean right) {
        return vault(wall, right, PrivateFiles::replace);
    }

    private Vault vault(InstantSource wall, boolean right, Vault.Writing writing) {
        return new Vault(
                folder,
                new Vault.Limits(Duration.ofDays(30), 10 * SIZE, 0),
                Optional.empty(),
                Gates.of(PrivacyMode.PICTURES, false),
                new PictureAges.Time(wall, () -> uptime, () -> right),
                writing);
    }

    /** A picture that takes 1,000 bytes in all. */
    private void keep() {
        var about = Stored.json().put("at", now.toString());
        int head = new Stored(about, new byte[0]).write("", Optional.empty()).length;
        vault.keep("sample", UUID.randomUUID(), now, new Stored(about, new byte[SIZE - head]));
    }

    private List<String> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void aMonthPasses() {
        now = now.plus(Duration.ofDays(31));
        uptime += Duration.ofDays(31).toNanos();
    }

    /** Metrics ask, and must not stop with the disk. */
    @Test
    void whoOnlyAsksDoesNotWaitForADiskThatDoesNotAnswer() throws Exception {
        keep();
        var asked = new CountDownLatch(1);
        var answers = new CountDownLatch(1);
        // The time is asked for in the same breath as the disk, and easier to hold up.
        InstantSource slow = () -> {
            asked.countDown();
            try {
                answers.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return now;
        };
        vault = vault(slow, false);
        var keeping = CompletableFuture.runAsync(this::keep, Thread::startVirtualThread);
        asked.await();
        try {
            assertThat(CompletableFuture.supplyAsync(vault::size, Thread::startVirtualThread)
                            .get(10, TimeUnit.SECONDS))
                    .isEqualTo(1);
        } finally {
            answers.countDown();
        }
        keeping.get(10, TimeUnit.SECONDS);
        assertThat(vault.size()).isEqualTo(2);
        assertThat(vault.bytes()).isEqualTo(2 * SIZE);
        assertThat(vault.counts()).containsEntry(Vault.Fate.STORED, 1L);
    }

    /** On a disk that is for reading only now there may be thousands, and it is tried twice a minute. */
    @Test
    void picturesThatCannotBeDeletedOnTimeAreSaidOnceAndGoWhenTheyCan() throws Exception {
        keep();
        keep();
        for (var name : files()) {
            Files.delete(folder.resolve(name));
            Files.createDirectories(folder.resolve(name).resolve("full"));
        }
        aMonthPasses();
        try (var log = LogListener.to(Vault.class, line -> line.getLevel().getName())) {
            vault.sweep();
            vault.sweep();
            vault.sweep();
            assertThat(log.lines()).containsExactly("SEVERE");

            for (var name : files()) {
                Files.delete(folder.resolve(name).resolve("full"));
            }
            vault.sweep();
            vault.sweep();
            assertThat(files()).isEmpty();
            assertThat(log.lines()).containsExactly("SEVERE", "INFO");
        }
    }

    /** It has its name, and the folder cannot be made durable, as where there is no descriptor to open it. */
    @Test
    void aPictureThatIsNotStoredForGoodIsNotLeftBehind() throws Exception {
        vault = vault(() -> now, true, (file, content) -> {
            PrivateFiles.replace(file, content);
            throw new IOException("Too many open files");
        });
        keep();
        assertThat(files()).isEmpty();
        assertThat(vault.size()).isZero();
        assertThat(vault.counts()).containsEntry(Vault.Fate.FAILED, 1L);
    }

    @Test
    void aPictureThatIsLeftBehindAllTheSameIsFoundAtTheNextSweepAndGoesOnTime() throws Exception {
        vault = vault(() -> now, true, (file, content) -> {
            Files.createDirectories(file.resolve("full"));
            throw new IOException("Input/output error");
        });
        keep();
        vault.sweep();
        assertThat(vault.size()).as("it could not be deleted").isEqualTo(1);
        Files.delete(folder.resolve(files().getFirst()).resolve("full"));
        aMonthPasses();
        vault.sweep();
        assertThat(files()).isEmpty();

        vault = vault(() -> now, true, (file, content) -> {
            PrivateFiles.replace(file, content);
            throw new OutOfMemoryError("Java heap space");
        });
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this::keep);
        vault.sweep();
        assertThat(vault.size()).as("nobody could delete it").isEqualTo(1);
        assertThat(vault.bytes()).isEqualTo(SIZE);
    }

    @Test
    void whatCannotBeClearedAfterACrashKeepsNoPictureFromBeingDeletedOnTime() throws Exception {
        keep();
        var half = folder.resolve("0-sample-x.mgp.tmp");
        Files.createDirectories(half.resolve("full"));
        vault = vault(() -> now, true);
        assertThat(vault.size()).isEqualTo(1);
        aMonthPasses();
        vault.sweep();
        assertThat(files()).containsExactly("0-sample-x.mgp.tmp");
    }
}
