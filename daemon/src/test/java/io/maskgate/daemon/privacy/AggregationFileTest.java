package io.maskgate.daemon.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.logging.LogListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AggregationFileTest {
    @TempDir
    Path folder;

    private final Interval interval = Interval.begin(
                    new UUID(0x7000, 1), Instant.parse("2026-11-25T10:07:00Z"), Duration.ofMinutes(20))
            .plus("door", new Passages(1, 2, 3, 4));

    /** Who has them tells them himself, under the same id. */
    @Test
    void theCountsOfAnotherGatewayAreNotGoneOnWith() {
        assertThat(new AggregationFile(folder, "lobby-1").write(interval)).isTrue();
        assertThat(new AggregationFile(folder, "lobby-1").read()).contains(interval);
        assertThat(new AggregationFile(folder, "lobby-2").read()).isEmpty();
        assertThat(new AggregationFile(folder, "lobby-1").read())
                .as("reading takes nothing away")
                .contains(interval);
    }

    /** They are in no aggregate, neither under the old name nor under the new one. */
    @Test
    void countsThatAreDroppedAreAWarning() {
        var none = Interval.begin(new UUID(0x7000, 2), Instant.parse("2026-11-25T10:07:00Z"), Duration.ofMinutes(20));
        try (var log = LogListener.to(AggregationFile.class, LogRecord::getLevel)) {
            new AggregationFile(folder, "lobby-1").write(none);
            new AggregationFile(folder, "lobby-2").read();
            assertThat(log.lines()).containsExactly(Level.INFO);
            new AggregationFile(folder, "lobby-1").write(interval);
            new AggregationFile(folder, "lobby-2").read();
            assertThat(log.lines()).containsExactly(Level.INFO, Level.WARNING);
        }
    }

    @Test
    void whatAnEarlierReleaseLeftWithoutAGatewayIsGoneOnWith() throws Exception {
        Files.writeString(folder.resolve("aggregation.json"), """
                {"id": "00000000-0000-7000-0000-000000000001", "from": "2026-11-25T10:07:00Z",
                 "to": "2026-11-25T10:40:00Z",
                 "cameras": {"door": {"facemask": 1, "no_facemask": 2, "undecided": 3, "online_ms": 4}}}""");
        assertThat(new AggregationFile(folder, "lobby-1").read()).contains(interval);
    }
}
