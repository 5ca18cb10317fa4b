package io.maskgate.daemon.outbox;

import static io.maskgate.daemon.outbox.Fixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.logging.LogListener;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An outbox that is another user's, or on a file system that knows no owners. */
class OutboxPermissionsTest {
    /** As the system refuses it to who does not own the file. */
    private static final OutboxFiles.Permissions REFUSED = (file, _) -> {
        throw new FileSystemException(file.toString(), null, "Operation not permitted");
    };

    @TempDir
    Path folder;

    Fixture fixture;
    Path database;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new Fixture(folder);
        database = folder.resolve("outbox.db");
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "a");
        }
    }

    @Test
    void oneThatCanBeUsedIsUsedAndSaidToBeOpenToOthers() throws Exception {
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rw-rw----"));
        try (var log = LogListener.to(OutboxFiles.class, line -> List.of(line.getLevel(), line.getParameters()[1]));
                var outbox = fixture.open(REFUSED)) {
            assertThat(outbox.health().ok()).isTrue();
            assertThat(texts(outbox)).containsExactly("a");
            fixture.append(outbox, "b");
            assertThat(outbox.health().ok()).isTrue();
            assertThat(log.lines()).containsExactly(List.of(Level.WARNING, "Operation not permitted"));
        }
    }

    @Test
    void whatIsClosedToOthersAlreadyNeedsNoPermissionToBeMadeSo() throws Exception {
        try (var log = LogListener.to(OutboxFiles.class, line -> line.getMessage());
                var outbox = fixture.open(REFUSED)) {
            assertThat(texts(outbox)).containsExactly("a");
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void oneThatIsOpenToOthersIsClosedToThem() throws Exception {
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rw-r--r--"));
        try (var outbox = fixture.open()) {
            assertThat(outbox.health().ok()).isTrue();
            assertThat(Files.getPosixFilePermissions(database)).isEqualTo(OutboxFiles.OWNER_ONLY);
        }
    }
}
