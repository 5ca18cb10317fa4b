package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private static final Instant AT = Instant.parse("2026-11-24T08:00:00Z");

    private final MemoryOutbox outbox = new MemoryOutbox();
    private final Deliveries deliveries = new Deliveries(
            outbox, new Topics("site/masks", "new"), event -> new byte[1], new GatewayMetrics(), () -> AT);

    private static MaskEvent end(String gateway) {
        return new MaskEvent(
                new UUID(0x7000, 1),
                MaskEvent.Type.END,
                gateway,
                "door",
                "t1",
                2,
                MaskLabel.FACEMASK,
                0.9,
                new Box(1, 2, 3, 4),
                640,
                384,
                List.of(),
                AT,
                AT,
                "m@00000000",
                Optional.of(new MaskEvent.Summary(Duration.ZERO, 1, 0)));
    }

    private static AlarmEvent alarm(String gateway) {
        var id = new UUID(0x7000, 2);
        return new AlarmEvent(id, id, gateway, "door", Optional.empty(), 0, 2, AT, Optional.empty(), AT);
    }

    /** A gateway got another name while a face was there and an alarm was on. */
    @Test
    void anEndGoesToTheTopicOfTheGatewayWhoseItIs() {
        for (var gateway : List.of("new", "old")) {
            deliveries.event(end(gateway));
            deliveries.alarm(alarm(gateway));
        }
        assertThat(outbox.waiting())
                .extracting(Outbox.Waiting::topic)
                .containsExactly(
                        "site/masks/new/cameras/door/events",
                        "site/masks/new/cameras/door/alarms",
                        "site/masks/old/cameras/door/events",
                        "site/masks/old/cameras/door/alarms");
    }
}
