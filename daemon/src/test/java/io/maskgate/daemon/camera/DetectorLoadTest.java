package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.hw.inference.Detection;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DetectorLoadTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String SLOW =
            "WARNING the detector looks at 49 pictures a second of 1000 that the cameras ask for,"
                    + " so that somebody who passes by quickly may be missed; lower their rate, set decode.policy: adaptive"
                    + " for those without lines, or take a smaller model";
    private static final String AGAIN = "INFO the detector keeps up with the cameras again";

    private final LogListener<String> log = LogListener.to(DetectorLoad.class, DetectorLoadTest::text);
    private final DetectorLoad load = new DetectorLoad(7);
    private long now = 7;
    private long missed;

    private static String text(LogRecord line) {
        return line.getLevel().getName() + " " + MessageFormat.format(line.getMessage(), line.getParameters());
    }

    @AfterEach
    void close() {
        log.close();
    }

    private void minute(int taken, int more) {
        minute(Duration.ZERO, taken, more);
    }

    /** In two halves; the cameras ask for as many as both together. */
    private void minute(Duration idle, int taken, int more) {
        load.round(now + MINUTE.toNanos() / 2, idle.toNanos() / 2, taken / 2, missed + more / 2);
        missed += more;
        now += MINUTE.toNanos();
        load.round(now, idle.toNanos() / 2, taken - taken / 2, missed);
    }

    /** 200 cameras at 5 a second, and 20.4 ms a picture. */
    private void slowMinute() {
        minute(2940, 57_060);
    }

    @Test
    void aDetectorThatDoesNotKeepUpIsToldOnceAndTheFiguresInTheLogAlone() {
        slowMinute();
        assertThat(load.trouble())
                .as("it may have been busy with something else")
                .isEmpty();
        for (int i = 0; i < 100; i++) {
            slowMinute();
        }
        assertThat(log.lines()).containsExactly(SLOW);
        assertThat(load.trouble())
                .contains("it does not keep up with the cameras, the log says how far and what helps");
    }

    @Test
    void whenItKeepsUpAgainThatIsToldAndTheNextTimeTheOtherOnceMore() {
        slowMinute();
        slowMinute();
        minute(85, 15);
        assertThat(load.trouble()).as("that is neither").isPresent();
        minute(90, 10);
        assertThat(load.trouble()).isEmpty();
        slowMinute();
        minute(0, 0);
        slowMinute();
        assertThat(log.lines()).containsExactly(SLOW, AGAIN);
        slowMinute();
        assertThat(log.lines()).containsExactly(SLOW, AGAIN, SLOW);
    }

    /** As over radio, five pictures each second at once. */
    @Test
    void whatComesInBurstsIsReplacedHoweverQuickTheDetectorIs() {
        for (int i = 0; i < 3; i++) {
            minute(Duration.ofSeconds(6), 60, 240);
        }
        assertThat(log.lines()).isEmpty();
        slowMinute();
        slowMinute();
        assertThat(load.trouble()).isPresent();
        minute(Duration.ofSeconds(6), 60, 240);
        assertThat(load.trouble()).isEmpty();
    }

    @Test
    void aFifthThatIsMissedIsNotYetWorthALine() {
        for (int i = 0; i < 10; i++) {
            minute(80, 20);
        }
        assertThat(log.lines()).isEmpty();
        minute(79, 21);
        minute(79, 21);
        assertThat(log.lines()).hasSize(1);
    }

    /** Of three frames that come while one is looked at, the newest alone is. */
    @Test
    void theLoopTellsOfFramesThatAreReplacedWhileItLooks() throws Exception {
        var room = new Room();
        var hands = new Room.Hands();
        var begun = new Semaphore(0);
        var looks = new Semaphore(0);
        room.finder = (images, _) -> {
            begun.release();
            looks.acquireUninterruptibly();
            return images.stream().map(_ -> List.<Detection>of()).toList();
        };
        var loop = new InferenceLoop(
                Map.of("a", room.tracked("a", room.board("a"))),
                room.exchange,
                () -> room.model,
                () -> room.secondLook,
                Room.QUICK,
                hands,
                room.timer,
                new SharedWait(room, hands));
        var thread = Thread.ofPlatform().start(loop);
        try {
            for (int i = 0; i < 2; i++) {
                assertThat(loop.overload()).isEmpty();
                room.exchange.put(room.pending("a", hands.nanos.incrementAndGet()));
                begun.acquire();
                for (int j = 0; j < 3; j++) {
                    room.exchange
                            .put(room.pending("a", hands.nanos.incrementAndGet()))
                            .ifPresent(PendingFrame::close);
                }
                hands.nanos.addAndGet(MINUTE.toNanos());
                looks.release(2);
                begun.acquire();
                await().until(() -> room.free() == Room.IMAGES);
            }
            await().until(() -> loop.overload().isPresent());
        } finally {
            looks.release(100);
            loop.stop();
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
    }
}
