package io.maskgate.daemon.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.logging.LogListener;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A quiet door: what is lost is lost one event at a time, with the gaps in which they came. */
class LossesTest {
    @TempDir
    Path folder;

    private static LogListener<String> log() {
        return LogListener.to(Losses.class, line -> MessageFormat.format(line.getMessage(), line.getParameters()));
    }

    /** For longer than the file is looked through for what to give up, and an episode for its end. */
    private static void staysSo(SqliteOutbox outbox, String detail) {
        await().during(Duration.ofMillis(300))
                .until(() -> outbox.health().detail().equals(detail));
    }

    @Test
    void eventsThatAreTooOldOneByOneAreOneEpisodeUntilNothingWaits() throws Exception {
        var fixture = new Fixture(folder);
        var between = Duration.ofMinutes(3);
        try (var log = log();
                var outbox = fixture.open(1 << 20, Duration.ofHours(1), Store::open)) {
            for (int i = 0; i < 5; i++) {
                fixture.append(outbox, "m" + i);
                fixture.clock.advance(between);
            }
            fixture.clock.advance(Duration.ofMinutes(45).plusSeconds(1));
            for (int i = 1; i < 5; i++) {
                int lost = i;
                await().until(() -> fixture.lost("age") == lost);
                fixture.clock.advance(between.minusSeconds(10));
                staysSo(outbox, "events waited longer than allowed: " + lost + " lost since 2026-03-01T13:00:01Z");
                fixture.clock.advance(Duration.ofSeconds(10));
            }
            await().until(() -> fixture.lost("age") == 5);
            fixture.clock.advance(Duration.ofSeconds(61));
            await().until(() -> outbox.health().detail().isEmpty());
            assertThat(log.lines())
                    .containsExactly(
                            "Events are being lost: events waited longer than allowed.",
                            "5 events were lost since 2026-03-01T13:00:01Z: events waited longer than allowed.");
        }
    }

    /** That nothing waits tells nothing: the broker takes the events of all other cameras. */
    @Test
    void eventsThatTheBrokerRefusesAreOneEpisodeUntilThereWasNoneForAnHour() throws Exception {
        var fixture = new Fixture(folder);
        try (var log = log();
                var outbox = fixture.open()) {
            for (int i = 0; i < 2; i++) {
                fixture.append(outbox, "m" + i);
                outbox.refused(outbox.next(0, 1).getFirst().sequence(), "not allowed");
                int lost = i + 1;
                await().until(() -> fixture.lost("refused") == lost);
                fixture.clock.advance(Duration.ofMinutes(59));
                staysSo(outbox, "the broker refuses events for good: " + lost + " lost since 2026-03-01T12:00:00Z");
            }
            fixture.clock.advance(Duration.ofMinutes(2));
            await().until(() -> outbox.health().detail().isEmpty());
            assertThat(log.lines())
                    .containsExactly(
                            "Events are being lost: the broker refuses events for good.",
                            "2 events were lost since 2026-03-01T12:00:00Z: the broker refuses events for good.");
        }
    }
}
