package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Point;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.retry.Backoff;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
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
        play(Room.camera("a", "file:/clip.mp4", false), nexts);
    }

    private void play(GatewayConfig.Camera camera, CameraStream.Next... nexts) {
        var steps = new Script.Step[nexts.length];
        for (int i = 0; i < nexts.length; i++) {
            var next = nexts[i];
            steps[i] = cancellation -> next == PICTURE ? script.frame(0).take(cancellation) : next;
        }
        script.plays(steps);
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

    /** Of one that is looked at more rarely half of those who come in are not counted. */
    @Test
    void oneThatCountsIsNotToBeLookedAtMoreRarely() {
        play(counting(Room.camera("a", "file:/clip.mp4", false)), PICTURE, behind(3), PICTURE, behind(5), PICTURE);
        assertThat(log.lines())
                .containsExactly(
                        "WARNING camera a: this machine decodes it more slowly than it sends, 8 pictures left out so far;"
                                + " name a smaller stream in detect-url, have the camera send fewer pictures a second");
    }

    private static GatewayConfig.Camera counting(GatewayConfig.Camera camera) {
        return new GatewayConfig.Camera(
                camera.id(),
                camera.url(),
                camera.detectUrl(),
                camera.transport(),
                camera.tls(),
                camera.enabled(),
                camera.rate(),
                camera.connectTimeout(),
                camera.stallAfter(),
                camera.loop(),
                camera.decode(),
                camera.zones(),
                camera.onlyZones(),
                List.of(new RuleKeys.Line("entry", new Point(0.5, 1), new Point(0.5, 0))),
                camera.quietHours(),
                camera.alarm(),
                camera.compliance());
    }

    @Test
    void aMachineThatWasBusyForAMomentAndALossOfAnotherKindAreNotTold() {
        play(PICTURE, behind(30), PICTURE, new CameraStream.Next.Lost("decode_error", 1), PICTURE);
        assertThat(log.lines()).isEmpty();
    }
}
