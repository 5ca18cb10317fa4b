package io.maskgate.daemon.tracking;

import static io.maskgate.daemon.tracking.Looks.masked;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.MaskEvent.Type;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A box without a battery for its clock hears the time while somebody stands before its camera. */
class ClockSetTest {
    private final Looks camera = new Looks();

    private MaskEvent end() {
        camera.silence(3);
        assertThat(camera.of(Type.END)).hasSize(1);
        return camera.of(Type.END).getFirst();
    }

    @Test
    void aFaceThatIsSeenAfterwardsWasFirstSeenByTheClockAsItIsNow() {
        camera.stand(3, masked(300, 200, 60));
        var since = camera.of(Type.NEW).getFirst().since();
        camera.set = Duration.ofHours(9);
        camera.look(masked(300, 200, 60));

        var end = end();
        assertThat(end.since()).isEqualTo(since.plus(Duration.ofHours(9)));
        assertThat(Duration.between(end.since(), end.at())).isEqualTo(Duration.ofMillis(600));
        assertThat(end.summary().orElseThrow().duration()).isEqualTo(Duration.ofMillis(600));
    }

    @Test
    void ofOneThatIsGoneBeforeBothTimesAreOfTheOldClock() {
        camera.stand(3, masked(300, 200, 60));
        var told = camera.of(Type.NEW).getFirst();
        camera.set = Duration.ofHours(-9);

        var end = end();
        assertThat(end.since()).isEqualTo(told.since());
        assertThat(end.at()).isEqualTo(told.at());
    }
}
