package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.retry.Backoff;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.logging.LogRecord;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeepingUpTest {
    private final Room room = new Room();
    private final CameraBoard board = room.board("a");
    private final Script script = new Script();
    private final LogListener<String> log = LogListener.to(KeepingUp.class, KeepingUpTest::text);

    private static String text(LogRecord line) {
        return line.getLevel().getName() + " " + MessageFormat.format(line.getMessage(), line.getParameters());
    }

    @AfterEach
    void close() {
        log.close();
        room.exchange.close();
    }

    private void play(CameraStream.Next... nexts) {
        var steps = new Script.Step[nexts.length];
        for (int i = 0; i < nexts.length; i++) {
            var next = nexts[i];
            steps[i] = cancellation -> next == PICTURE ? script.frame(0).take(cancellation) : next;
        }
        script.plays(steps);
        var camera = Room.camera("a", "file:/clip.mp4", false);
        var backoff =
                new Backoff(Room.QUICK.firstRetry(), Room.QUICK.lastRetry(), RandomGenerator.of("L64X128MixRandom"));
        new CameraWorker(
                        camera,
                        Room.spec(camera),
                        script,
                        room.around(new Room.Hands()),
                        board.begin(),
                        backoff,
                        Duration.ZERO)
                .run();
    }

    private static final CameraStream.Next PICTURE = new CameraStream.Next.Passed(0);

    private static CameraStream.Next behind(int count) {
        return new CameraStream.Next.Lost("behind", count);
    }

    @Test
    void whatIsLeftOutSinceThisMachineIsTooSlowIsCountedAndToldOnceWithTheRemedy() {
        play(PICTURE, behind(3), behind(4), PICTURE, behind(5), behind(1), PICTURE, behind(9), PICTURE);
        assertThat(log.lines())
                .containsExactly(
                        "WARNING camera a: this machine decodes it more slowly than it sends, 13 pictures left out so far;"
                                + " name a smaller stream in detect-url, have the camera send fewer pictures a second,"
                                + " or set decode.policy: adaptive");
        assertThat(room.metrics.framesDropped.labelValues("a", "behind").getLongValue())
                .isEqualTo(22);
        assertThat(board.status().framesDropped()).isEqualTo(22);
    }

    @Test
    void aMachineThatWasBusyForAMomentAndALossOfAnotherKindAreNotTold() {
        play(PICTURE, behind(30), PICTURE, new CameraStream.Next.Lost("decode_error", 1), PICTURE);
        assertThat(log.lines()).isEmpty();
    }
}
