package io.maskgate.daemon.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AggregateJsonTest {
    @Test
    void countsAreIntegersTheRateHasThreeDecimalsAndWhatWasLeftOutIsNull() {
        var aggregate = new Aggregate(
                UUID.fromString("019ab000-0000-7000-8000-000000000001"),
                "lobby-1",
                Instant.parse("2026-11-25T10:00:00Z"),
                Instant.parse("2026-11-25T10:20:00Z"),
                5,
                List.of(
                        new Aggregate.Row(
                                "door",
                                1200,
                                Optional.of(42),
                                Optional.of(28),
                                Optional.of(14),
                                Optional.of(0),
                                Optional.of(2 / 3.0),
                                false),
                        new Aggregate.Row(
                                "gate",
                                60,
                                Optional.empty(),
                                Optional.of(0),
                                Optional.empty(),
                                Optional.of(7),
                                Optional.empty(),
                                true)));
        assertThat(new String(AggregateJson.write(aggregate), StandardCharsets.UTF_8))
                .isEqualTo("{\"schema\":\"maskgate.aggregate/1\",\"id\":\"019ab000-0000-7000-8000-000000000001\","
                        + "\"gateway\":\"lobby-1\",\"from\":\"2026-11-25T10:00:00.000Z\","
                        + "\"to\":\"2026-11-25T10:20:00.000Z\",\"k\":5,\"cameras\":["
                        + "{\"camera\":\"door\",\"online_s\":1200,\"passages\":42,\"facemask\":28,\"no_facemask\":14,"
                        + "\"undecided\":0,\"rate\":0.667,\"suppressed\":false},"
                        + "{\"camera\":\"gate\",\"online_s\":60,\"passages\":null,\"facemask\":0,\"no_facemask\":null,"
                        + "\"undecided\":7,\"rate\":null,\"suppressed\":true}]}");
    }
}
