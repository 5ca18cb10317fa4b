package io.maskgate.daemon.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.privacy.Gates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoverTest {
    @TempDir
    private Path state;

    private final AtomicLong uptime = new AtomicLong();
    private Path pictures;
    private Path stuck;

    @BeforeEach
    void aPicture() throws Exception {
        pictures = state.resolve("pictures");
        stuck = pictures.resolve("1772438400000-sample-" + new UUID(0, 0) + ".mgp");
        Files.createDirectories(stuck);
    }

    private Leftover leftover(PrivacyMode mode) {
        return new Leftover(state, Gates.of(mode, false), uptime::get);
    }

    @Test
    void whatMayBeKeptIsKept() {
        leftover(PrivacyMode.PICTURES).look();
        assertThat(pictures).isNotEmptyDirectory();
        leftover(PrivacyMode.AGGREGATE).look();
        assertThat(pictures).isEmptyDirectory();
    }

    /** On a disk that takes nothing just then, or is mounted later. */
    @Test
    void picturesThatMayNotBeKeptAreSaidAndTriedAgainUntilTheyAreGone() throws Exception {
        Files.createDirectory(stuck.resolve("full"));
        var leftover = leftover(PrivacyMode.EVENTS);
        try (var log = LogListener.to(Leftover.class, line -> line.getLevel().getName())) {
            for (int i = 0; i < 3; i++) {
                leftover.look();
                uptime.addAndGet(Duration.ofMinutes(1).toNanos());
                assertThat(leftover.trouble())
                        .contains("stored pictures of an earlier time cannot be deleted; the log says more");
            }
            assertThat(log.lines()).as("once").containsExactly("SEVERE");

            Files.delete(stuck.resolve("full"));
            leftover.look();
            assertThat(pictures).isEmptyDirectory();
            assertThat(leftover.trouble()).isEmpty();
            assertThat(log.lines()).containsExactly("SEVERE", "WARNING");

            Files.createDirectory(stuck);
            uptime.addAndGet(Duration.ofSeconds(59).toNanos());
            leftover.look();
            assertThat(pictures).as("once a minute").isNotEmptyDirectory();
            uptime.addAndGet(Duration.ofSeconds(1).toNanos());
            leftover.look();
            assertThat(pictures).isEmptyDirectory();
        }
    }
}
