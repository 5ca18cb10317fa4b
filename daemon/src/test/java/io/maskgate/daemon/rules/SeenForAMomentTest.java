package io.maskgate.daemon.rules;

import static io.maskgate.hw.inference.MaskLabel.NO_FACEMASK;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.Uuid7;
import io.maskgate.daemon.tracking.FaceTracking;
import io.maskgate.hw.inference.Detection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who passes the glass of a door is in view until tracking takes him for lost, 2 s after the last of three sights. */
class SeenForAMomentTest {
    /** Five looks a second for ten seconds, of which the first three show somebody. */
    private static List<AlarmEvent> alarms(Duration lasting) {
        var limits = new RuleKeys.Alarm(0, lasting, Duration.ofSeconds(30), Duration.ofMinutes(5), Optional.empty());
        var scene = new Scene(Scene.settings(Optional.of(limits), false));
        var tracking = new FaceTracking(
                new FaceTracking.Source("gate", "door", "m@00000000"),
                new GatewayConfig.Tracking(3, 0.8, Duration.ofSeconds(2), Duration.ofSeconds(5)),
                0.5,
                new Uuid7(scene::now, new Random(1)),
                Duration.ofMillis(200));
        var told = new ArrayList<AlarmEvent>();
        for (int i = 0; i < 50; i++) {
            long nanos = i * 200_000_000L;
            var wall = Scene.NOON.plusNanos(nanos);
            var seen = i < 3 ? List.of(new Detection(Scene.box(100), NO_FACEMASK, 0.9f)) : List.<Detection>of();
            var update = tracking.update(seen, nanos, wall, Scene.WIDTH, Scene.HEIGHT);
            scene.rules().look(update, Scene.WIDTH, Scene.HEIGHT, nanos, wall).news().stream()
                    .filter(AlarmEvent.class::isInstance)
                    .map(AlarmEvent.class::cast)
                    .forEach(told::add);
        }
        return told;
    }

    @Test
    void beginsAnAlarmThatWaitsForLessThanThatAndNoneThatWaitsForMore() {
        assertThat(alarms(Duration.ofSeconds(2))).extracting(AlarmEvent::on).containsExactly(true);
        assertThat(alarms(Duration.ofSeconds(3))).isEmpty();
    }
}
