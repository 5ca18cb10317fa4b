package io.maskgate.daemon.rules;

import static io.maskgate.daemon.rules.Scene.NOON;
import static io.maskgate.daemon.rules.Scene.face;
import static io.maskgate.hw.inference.MaskLabel.NO_FACEMASK;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.RuleNews;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A box without a battery for its clock goes on at the time at which its power went, and hears six hours later ones while
 * an alarm is on. It begins after 3 s and is over after 2 s.
 */
class AlarmAndSetClockTest {
    private static final Duration SET = Duration.ofHours(6);
    private static final Instant SIX = NOON.plus(SET);

    private final Scene scene = new Scene(Scene.settings(Optional.of(Scene.alarm(Optional.empty())), false));
    private final List<AlarmEvent> told = new ArrayList<>();

    private void keep(List<RuleNews> news) {
        news.stream()
                .filter(AlarmEvent.class::isInstance)
                .map(AlarmEvent.class::cast)
                .forEach(told::add);
    }

    private void somebodyStandsThere(int seconds) {
        for (int i = 0; i < seconds; i++) {
            keep(scene.look(List.of(face("a", 150, NO_FACEMASK))).news());
        }
    }

    private void nobodyDoes(int seconds) {
        for (int i = 0; i < seconds; i++) {
            keep(scene.pass().news());
        }
    }

    private static AlarmEvent.Ended cleared(Instant until) {
        return new AlarmEvent.Ended(until, AlarmEvent.Reason.CLEARED);
    }

    @Test
    void anAlarmBeganByTheClockAsItIsNow() {
        somebodyStandsThere(4);
        assertThat(told).extracting(AlarmEvent::since).containsExactly(NOON.plusSeconds(1));

        scene.set(SET);
        somebodyStandsThere(1);
        assertThat(scene.rules().state().alarm())
                .contains(new RuleState.Alarm(true, Optional.of(SIX.plusSeconds(1)), 1));
        nobodyDoes(3);
        assertThat(told).hasSize(2);
        assertThat(told.getLast().since()).isEqualTo(SIX.plusSeconds(1));
        assertThat(told.getLast().ended()).contains(cleared(SIX.plusSeconds(6)));
        assertThat(told.getLast().at()).isEqualTo(SIX.plusSeconds(8));
        assertThat(told.getLast().alarm()).isEqualTo(told.getFirst().id());
    }

    @Test
    void soDidOneThatIsPendingThenAndTheEndOfOneThatIsNearlyOver() {
        somebodyStandsThere(2);
        scene.set(SET);
        somebodyStandsThere(2);
        assertThat(told).extracting(AlarmEvent::since).containsExactly(SIX.plusSeconds(1));

        nobodyDoes(1);
        scene.set(SET.negated());
        nobodyDoes(2);
        assertThat(told.getLast().since()).isEqualTo(NOON.plusSeconds(1));
        assertThat(told.getLast().ended()).contains(cleared(NOON.plusSeconds(5)));
    }

    @Test
    void soDidOneThatTheConfigurationEnds() {
        somebodyStandsThere(4);
        scene.set(SET);
        somebodyStandsThere(1);
        keep(scene.rules().leave(scene.now()));
        assertThat(told).extracting(AlarmEvent::since).containsExactly(NOON.plusSeconds(1), SIX.plusSeconds(1));
    }

    /** It began before the power went, when the clock was right. */
    @Test
    void oneOfAnEarlierProcessBeganWhenItDid() {
        var id = new UUID(0x7000, 99);
        var since = NOON.minusSeconds(40);
        assertThat(scene.rules()
                        .resume(new AlarmEvent(
                                id, id, "gate", "door", Optional.empty(), 0, 1, since, Optional.empty(), NOON)))
                .isTrue();
        somebodyStandsThere(2);
        scene.set(SET);
        nobodyDoes(3);
        assertThat(told).extracting(AlarmEvent::since).containsExactly(since);
        assertThat(told.getLast().ended()).contains(cleared(SIX.plusSeconds(3)));
    }

    /** A picture that was decoded a while ago, or a clock that is put right little by little. */
    @Test
    void secondsChangeNothing() {
        somebodyStandsThere(4);
        scene.set(Duration.ofSeconds(59));
        nobodyDoes(3);
        assertThat(told).extracting(AlarmEvent::since).containsExactly(NOON.plusSeconds(1), NOON.plusSeconds(1));
    }
}
