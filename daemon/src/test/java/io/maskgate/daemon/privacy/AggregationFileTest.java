package io.maskgate.daemon.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
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

    @Test
    void whatAnEarlierReleaseLeftWithoutAGatewayIsGoneOnWith() throws Exception {
        Files.writeString(folder.resolve("aggregation.json"), """
                {"id": "00000000-0000-7000-0000-000000000001", "from": "2026-11-25T10:07:00Z",
                 "to": "2026-11-25T10:40:00Z",
                 "cameras": {"door": {"facemask": 1, "no_facemask": 2, "undecided": 3, "online_ms": 4}}}""");
        assertThat(new AggregationFile(folder, "lobby-1").read()).contains(interval);
    }
}
