package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EndingsTest {
    private static final Instant SINCE = Instant.parse("2026-11-24T08:00:00Z");
    private static final UUID ID = new UUID(0x7000, 1);

    private final List<MaskEvent> said = new ArrayList<>();

    private static MaskEvent event(String track, int seq, MaskLabel label) {
        return new MaskEvent(
                new UUID(0x7000, 99),
                seq == 1 ? MaskEvent.Type.NEW : MaskEvent.Type.UPDATE,
                "gate",
                "door",
                track,
                seq,
                label,
                0.9,
                new Box(1, 2, 3, 4),
                640,
                384,
                List.of("hall"),
                SINCE.plusSeconds(3),
                SINCE,
                "m@00000000",
                Optional.empty());
    }

    @Test
    void aTrackEndsAtItsLatestEventWithTheNextNumberAndTheLabelItHad() {
        new Endings(() -> ID).say(List.of(EventJson.write(event("t1", 2, MaskLabel.NO_FACEMASK))), said::add);
        assertThat(said).singleElement().satisfies(end -> {
            assertThat(end.type()).isEqualTo(MaskEvent.Type.END);
            assertThat(end.id()).isEqualTo(ID);
            assertThat(end.track()).isEqualTo("t1");
            assertThat(end.seq()).isEqualTo(3);
            assertThat(end.at()).isEqualTo(SINCE.plusSeconds(3));
            assertThat(end.zones()).containsExactly("hall");
            assertThat(end.summary()).contains(new MaskEvent.Summary(Duration.ofSeconds(3), 0, 1));
        });
    }

    @Test
    void whatCannotBeReadDoesNotKeepTheOthersFromEnding() {
        var broken = "{".getBytes(StandardCharsets.UTF_8);
        new Endings(() -> ID).say(List.of(broken, EventJson.write(event("t2", 1, MaskLabel.FACEMASK))), said::add);
        assertThat(said).extracting(MaskEvent::track).containsExactly("t2");
    }
}
