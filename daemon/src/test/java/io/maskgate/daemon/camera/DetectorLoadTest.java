package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.InputImage;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
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
    private boolean standsIn;
    private final DetectorLoad load = new DetectorLoad(7, () -> standsIn);
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
        minute(Duration.ZERO, Duration.ZERO, taken, more);
    }

    /** In two halves; the cameras ask for as many as both together. */
    private void minute(Duration idle, Duration telling, int taken, int more) {
        load.round(now + MINUTE.toNanos() / 2, idle.toNanos() / 2, telling.toNanos() / 2, taken / 2, missed + more / 2);
        missed += more;
        now += MINUTE.toNanos();
        load.round(now, idle.toNanos() / 2, telling.toNanos() / 2, taken - taken / 2, missed);
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
            minute(Duration.ofSeconds(6), Duration.ZERO, 60, 240);
        }
        assertThat(log.lines()).isEmpty();
        slowMinute();
        slowMinute();
        assertThat(load.trouble()).isPresent();
        minute(Duration.ofSeconds(6), Duration.ZERO, 60, 240);
        assertThat(load.trouble()).isEmpty();
    }

    /** While TensorRT builds its engine the processor looks, ever so slowly. */
    @Test
    void aDetectorThatOnlyStandsInForAQuickerOneIsNotJudged() {
        standsIn = true;
        for (int i = 0; i < 10; i++) {
            slowMinute();
        }
        assertThat(log.lines()).isEmpty();
        standsIn = false;
        slowMinute();
        assertThat(log.lines()).isEmpty();
        slowMinute();
        assertThat(log.lines()).containsExactly(SLOW);
    }

    /** A third of 300 pictures is missed; at 100 ms each the other 200 take 20 s, and all would take 30. */
    @Test
    void aDiskThatKeepsTheThreadIsNoSlowDetector() {
        for (int i = 0; i < 3; i++) {
            minute(Duration.ZERO, Duration.ofSeconds(40), 200, 100);
        }
        assertThat(log.lines()).isEmpty();
    }

    /** At 200 ms each, 200 pictures take 40 s and 400 would take 80. */
    @Test
    void aSlowDetectorIsToldBesideASlowDiskToo() {
        for (int i = 0; i < 2; i++) {
            minute(Duration.ZERO, Duration.ofSeconds(20), 200, 200);
        }
        assertThat(log.lines()).hasSize(1);
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
        assertThat(overload(MINUTE, Duration.ZERO, false)).isPresent();
    }

    @Test
    void theLoopDoesNotTakeTheTimeOfTheDiskForTheDetectors() throws Exception {
        assertThat(overload(Duration.ofSeconds(10), Duration.ofSeconds(50), false))
                .isEmpty();
    }

    @Test
    void theLoopDoesNotJudgeADetectorThatStandsIn() throws Exception {
        assertThat(overload(MINUTE, Duration.ZERO, true)).isEmpty();
    }

    /** What the loop says after two minutes, in each of which four frames come, a look takes so long, and then the disk. */
    private static Optional<String> overload(Duration look, Duration disk, boolean standsIn) throws Exception {
        var room = new Room();
        var hands = new Room.Hands();
        var begun = new Semaphore(0);
        var looks = new Semaphore(0);
        var news = new SharedWait(
                new CameraListener() {
                    @Override
                    public void told() {
                        hands.nanos.addAndGet(disk.toNanos());
                    }
                },
                hands);
        var tells = new AtomicBoolean();
        var model = Room.model("slow", new FaceFinder() {
            @Override
            public List<List<Detection>> find(List<InputImage> images, float minScore) {
                if (tells.getAndSet(false)) {
                    news.told();
                }
                begun.release();
                looks.acquireUninterruptibly();
                return images.stream().map(_ -> List.<Detection>of()).toList();
            }

            @Override
            public boolean standsIn() {
                return standsIn;
            }
        });
        var loop = new InferenceLoop(
                Map.of("a", room.tracked("a", room.board("a"))),
                room.exchange,
                () -> model,
                () -> room.secondLook,
                Room.QUICK,
                hands,
                room.timer,
                news);
        var thread = Thread.ofPlatform().start(loop);
        try {
            for (int i = 0; i < 2; i++) {
                assertThat(loop.overload()).isEmpty();
                tells.set(true);
                room.exchange.put(Room.pending(model, "a", hands.nanos.incrementAndGet()));
                begun.acquire();
                for (int j = 0; j < 3; j++) {
                    room.exchange
                            .put(Room.pending(model, "a", hands.nanos.incrementAndGet()))
                            .ifPresent(PendingFrame::close);
                }
                hands.nanos.addAndGet(look.toNanos());
                looks.release(2);
                begun.acquire();
                await().until(() -> room.exchange.isEmpty() && free(model) == Room.IMAGES);
            }
        } finally {
            looks.release(100);
            loop.stop();
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
        return loop.overload();
    }

    private static int free(ModelInUse model) {
        var taken = Stream.generate(model.images()::acquire)
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .toList();
        taken.forEach(InputImage::close);
        return taken.size();
    }
}
