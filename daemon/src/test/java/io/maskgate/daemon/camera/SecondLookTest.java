package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.hw.video.Cancellation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecondLookTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int AT_ONCE = 4;

    private final SecondLook second =
            new SecondLook(new ModelInfo("next", "0123456789", 64, 32, 8, List.of("facemask", "no facemask")));
    private final Script script = new Script();

    @AfterEach
    void end() {
        second.end();
    }

    private void offer(String camera, long nanos) {
        if (script.frame(nanos).take(new Cancellation())
                instanceof CameraStream.Next.Picture(CameraStream.Frame frame)) {
            try (frame) {
                second.offer(camera, frame);
            }
        }
    }

    private boolean isCompared(String camera, long nanos) throws InterruptedException {
        offer(camera, nanos);
        second.looked(camera, nanos, List.of(Room.FACE));
        var pair = second.next(Duration.ZERO);
        pair.ifPresent(SecondLook.Pair::close);
        return pair.isPresent();
    }

    private void offerAtOnce(int cameras, long nanos) {
        for (int i = 0; i < cameras; i++) {
            offer("dark-" + i, nanos);
        }
    }

    @Test
    void whatBothAreToLookAtIsHandedOutWithWhatTheFirstSaw() throws Exception {
        offer("a", 1);
        assertThat(second.next(Duration.ZERO)).as("the first has not looked").isEmpty();
        second.looked("a", 1, List.of(Room.FACE));
        try (var pair = second.next(Duration.ZERO).orElseThrow()) {
            assertThat(pair.found()).containsExactly(Room.FACE);
        }
    }

    @Test
    void camerasThatGoDarkBeforeTheFirstLooksKeepNoImageFromTheOthers() throws Exception {
        offerAtOnce(AT_ONCE, SECOND);
        assertThat(isCompared("lit", 2 * SECOND)).as("the first may still look").isFalse();

        assertThat(isCompared("lit", 7 * SECOND)).isTrue();
        assertThat(isCompared("lit", 8 * SECOND)).isTrue();
    }

    @Test
    void whatTheFirstIsSlowToLookAtIsNotTakenAway() throws Exception {
        offerAtOnce(AT_ONCE, SECOND);
        offer("late", 3 * SECOND);
        second.looked("dark-0", SECOND, List.of());
        assertThat(second.next(Duration.ZERO)).isPresent();
    }

    @Test
    void aCameraThatComesBackIsComparedAgain() throws Exception {
        offerAtOnce(AT_ONCE, SECOND);
        assertThat(isCompared("lit", 7 * SECOND)).isTrue();
        assertThat(isCompared("dark-0", 8 * SECOND)).isTrue();
    }
}
