package io.maskgate.daemon.outbox;

import static io.maskgate.daemon.outbox.Fixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.logging.LogListener;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that the system made read-only, as it does with worn-out cards: the usual way they die. */
class OutboxReadOnlyTest {
    private static final int READONLY = 8;
    private static final OutboxLock.Opener READ_ONLY = (file, options) -> {
        if (options.contains(StandardOpenOption.WRITE)) {
            throw new FileSystemException(file.toString(), null, "Read-only file system");
        }
        return FileChannel.open(file, options);
    };

    @TempDir
    Path folder;

    Path lock;

    @BeforeEach
    void prepare() {
        lock = folder.resolve("outbox.lock");
    }

    @Test
    void whatComesLeavesFromMemory() throws Exception {
        var fixture = new Fixture(folder);
        var well = new AtomicBoolean();
        try (var outbox = fixture.open(1 << 20, Duration.ofDays(7), file -> {
            if (!well.get()) {
                throw new SQLException("attempt to write a readonly database", "", READONLY);
            }
            return Store.open(file);
        })) {
            fixture.append(outbox, "a");
            assertThat(outbox.health().ok()).isFalse();
            assertThat(texts(outbox)).containsExactly("a");
            assertThat(fixture.waiting()).isEqualTo(1);
            well.set(true);
            await().until(() -> outbox.health().ok());
            assertThat(texts(outbox)).containsExactly("a");
        }
    }

    @Test
    void aLockThatCannotBeWrittenAnyMoreIsTakenNevertheless() throws Exception {
        Files.createFile(lock);
        try (var log = LogListener.to(OutboxLock.class, line -> List.of(line.getLevel(), line.getParameters()[1]));
                var _ = OutboxLock.take(lock, READ_ONLY)) {
            assertThat(log.lines()).containsExactly(List.of(Level.SEVERE, "Read-only file system"));
        }
    }

    @Test
    void whoeverCanWriteIsKeptApartFromIt() throws Exception {
        Files.createFile(lock);
        try (var _ = OutboxLock.take(lock, READ_ONLY)) {
            assertThatThrownBy(() -> OutboxLock.take(lock)).hasMessageContaining("the outbox is in use by ");
        }
        OutboxLock.take(lock).close();
    }

    @Test
    void whereNoLockEverWasTheFolderIsTheWrongOne() {
        assertThatThrownBy(() -> OutboxLock.take(lock, READ_ONLY))
                .isInstanceOf(OutboxException.class)
                .hasMessage(
                        lock + ": expected a file this user may write, found Read-only file system; let the service's"
                                + " user own the state folder. " + OutboxFiles.WRITABLE);
    }

    @Test
    void whereTheFileIsAnothersHeIsAsked() throws Exception {
        Files.createFile(lock);
        assertThatThrownBy(() -> OutboxLock.take(lock, (file, options) -> {
                    if (options.contains(StandardOpenOption.WRITE)) {
                        throw new AccessDeniedException(file.toString());
                    }
                    return FileChannel.open(file, options);
                }))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("found no permission; let the service's user own the state folder");
    }
}
