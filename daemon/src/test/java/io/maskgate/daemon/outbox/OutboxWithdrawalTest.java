package io.maskgate.daemon.outbox;

import static io.maskgate.daemon.outbox.Fixture.NOON;
import static io.maskgate.daemon.outbox.Fixture.bytes;
import static io.maskgate.daemon.outbox.Fixture.id;
import static io.maskgate.daemon.outbox.Fixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.logging.LogListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where events of an earlier privacy mode may not leave any more, nothing of them lies on the disk. */
class OutboxWithdrawalTest {
    private static final String WHO = "the one in the corridor";

    @TempDir
    Path folder;

    Fixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new Fixture(folder);
    }

    @Test
    void whatWaitedCannotBeReadInTheFilesAnyMore() throws Exception {
        try (var outbox = fixture.open()) {
            outbox.append(id("sum"), "aggregates", bytes("sum"), NOON);
            fixture.append(outbox, WHO);
            outbox.restrictTo("aggregates"::equals);
            assertThat(texts(outbox)).containsExactly("sum");
            assertThat(filesWithWho()).isEmpty();
        }
        assertThat(filesWithWho()).isEmpty();
    }

    @Test
    void whatWasDeliveredLongAgoCannotBeReadEither() throws Exception {
        try (var outbox = fixture.open()) {
            fixture.append(outbox, WHO);
            outbox.acknowledged(outbox.next(0, 1).getFirst().sequence());
            await().until(() -> outbox.health().bytes() == 0);
        }
        try (var outbox = fixture.open()) {
            outbox.restrictTo("aggregates"::equals);
            assertThat(filesWithWho()).isEmpty();
        }
    }

    @Test
    void damagedOutboxesAreDeletedWithTheirLogs() throws Exception {
        var damaged = folder.resolve("outbox.damaged-20260228T120000Z.db");
        Files.writeString(damaged, WHO);
        Files.writeString(folder.resolve(damaged.getFileName() + "-wal"), WHO);
        try (var outbox = fixture.open()) {
            assertThat(outbox.health().detail()).contains(damaged.toString());
            outbox.restrictTo("aggregates"::equals);
            assertThat(filesWithWho()).isEmpty();
            assertThat(outbox.health().detail()).isEmpty();
        }
    }

    /** Who follows the events goes on showing them. */
    @Test
    void howManyAreNeverEndedIsSaidOnce() throws Exception {
        try (var log = LogListener.to(
                Withdrawal.class, line -> line.getLevel() + " " + new SimpleFormatter().formatMessage(line))) {
            try (var outbox = fixture.open()) {
                for (var series : List.of("a track", "alarm/one", "alarm/over")) {
                    outbox.append(id(series), Fixture.TOPIC, bytes(series), NOON, new Outbox.Series(series, false));
                }
                outbox.append(id("end"), Fixture.TOPIC, bytes("end"), NOON, new Outbox.Series("alarm/over", true));
            }
            for (int start = 0; start < 2; start++) {
                try (var outbox = fixture.open()) {
                    outbox.restrictTo("aggregates"::equals);
                }
            }
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING 2 tracks or alarms of an earlier privacy mode are never ended, nor are those whose"
                                    + " end was among the 4 events that waited and are deleted, since no event leaves in"
                                    + " this one: reset them where they are shown.");
        }
    }

    /** As of a broker that was away: what began was delivered before. */
    @Test
    void soAreThoseWhoseEndWaited() throws Exception {
        try (var log = LogListener.to(
                Withdrawal.class, line -> line.getLevel() + " " + new SimpleFormatter().formatMessage(line))) {
            try (var outbox = fixture.open()) {
                outbox.append(id("begin"), Fixture.TOPIC, bytes("begin"), NOON, new Outbox.Series("alarm/over", false));
                outbox.acknowledged(outbox.next(0, 1).getFirst().sequence());
                outbox.append(id("end"), Fixture.TOPIC, bytes("end"), NOON, new Outbox.Series("alarm/over", true));
                await().until(() -> texts(outbox).equals(List.of("end")));
            }
            try (var outbox = fixture.open()) {
                outbox.restrictTo("aggregates"::equals);
            }
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING 0 tracks or alarms of an earlier privacy mode are never ended, nor are those whose"
                                    + " end was among the 1 events that waited and are deleted, since no event leaves in"
                                    + " this one: reset them where they are shown.");
        }
    }

    private List<String> filesWithWho() throws Exception {
        var found = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(WHO)) {
                    found.add(file.getFileName().toString());
                }
            }
        }
        return found;
    }
}
