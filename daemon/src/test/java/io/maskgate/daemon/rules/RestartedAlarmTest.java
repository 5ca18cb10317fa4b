package io.maskgate.daemon.rules;

import static io.maskgate.daemon.rules.Scene.face;
import static io.maskgate.hw.inference.MaskLabel.NO_FACEMASK;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.events.AlarmEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * After a power cut of the whole site the gateway is back before switches and cameras are: an alarm goes on, and ends
 * because nobody looks. It begins after 3 s, is over after 2 s, and holds off for 10 s.
 */
class RestartedAlarmTest {
    private final Scene scene = new Scene(Scene.settings(Optional.of(Scene.alarm(Optional.empty())), false));
    private final List<AlarmEvent> told = new ArrayList<>();

    @BeforeEach
    void resume() {
        var id = new UUID(0x7000, 99);
        var begun = new AlarmEvent(
                id, id, "gate", "door", Optional.empty(), 0, 1, Scene.NOON, Optional.empty(), Scene.NOON);
        assertThat(scene.rules().resume(begun)).isTrue();
    }

    private void keep(Outcome outcome) {
        outcome.news().stream()
                .filter(AlarmEvent.class::isInstance)
                .map(AlarmEvent.class::cast)
                .forEach(told::add);
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            keep(scene.pass());
        }
    }

    private Instant somebodyStandsThere(int seconds) {
        var since = scene.now().plusSeconds(1);
        for (int i = 0; i < seconds; i++) {
            keep(scene.look(List.of(face("a", 150, NO_FACEMASK))));
        }
        return since;
    }

    @Test
    void whoIsStillThereWhenTheCameraComesBackIsToldOfAtOnce() {
        pass(3);
        assertThat(told).extracting(AlarmEvent::on).containsExactly(false);

        var since = somebodyStandsThere(4);
        assertThat(told).extracting(AlarmEvent::on).containsExactly(false, true);
        assertThat(told.getLast().since()).isEqualTo(since);
    }

    /** In the first pictures no face is sure to be one, or to have no mask. */
    @Test
    void whoIsStillThereWhenTheCameraComesBackJustBeforeTheEndKeepsItOn() {
        pass(2);
        keep(scene.look(List.of()));
        pass(1);
        somebodyStandsThere(4);
        assertThat(told).isEmpty();

        pass(3);
        assertThat(told).extracting(AlarmEvent::on).containsExactly(false);
    }

    @Test
    void anEndThatSomebodyLookedAtHoldsOff() {
        keep(scene.look(List.of()));
        pass(2);
        assertThat(told).extracting(AlarmEvent::on).containsExactly(false);

        somebodyStandsThere(9);
        assertThat(told).hasSize(1);
        somebodyStandsThere(1);
        assertThat(told).extracting(AlarmEvent::on).containsExactly(false, true);
    }
}
