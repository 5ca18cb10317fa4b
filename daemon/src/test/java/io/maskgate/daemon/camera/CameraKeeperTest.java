package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.retry.Backoff;
import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.MediaClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CameraKeeperTest {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Room room = new Room();
    private final CameraBoard board = room.board("a");
    private final TrackedCamera faces = room.tracked("a", board);
    private final Script script = new Script();
    private final CountDownLatch wedge = new CountDownLatch(1);
    private CameraKeeper keeper = keeper("rtsp://camera/");

    private CameraKeeper keeper(String url) {
        var camera = Room.camera("a", url, false);
        CameraKeeper.Lives lives = (pen, firstWait) -> new CameraWorker(
                camera, Room.spec(camera), script, room.around(MediaClock.system()), pen, backoff(), firstWait);
        return new CameraKeeper("a", board, faces, Room.QUICK, lives, backoff());
    }

    private static Backoff backoff() {
        return new Backoff(Room.QUICK.firstRetry(), Room.QUICK.lastRetry(), new Random(1));
    }

    private CameraState state() {
        keeper.check(System.nanoTime());
        return board.status().state();
    }

    @AfterEach
    void allThreadsEnd() throws Exception {
        wedge.countDown();
        keeper.stop();
        keeper.join(Duration.ofSeconds(10));
        await().untilAsserted(() -> assertThat(script.streams).hasValue(0));
        assertThat(script.frames).hasValue(0);
        await().untilAsserted(() -> assertThat(room.gate.present()).isZero());
    }

    @Test
    void aThreadStuckInANativeCallIsGivenUpAndAnotherBringsTheCameraBack() {
        script.wedges(wedge).live();
        keeper.enable(true, Duration.ZERO);
        await().until(() -> state() == CameraState.ONLINE);
        assertThat(room.states).containsExactly("offline", "online");
        assertThat(keeper.fatal(System.nanoTime())).isEmpty();
        assertThat(script.opens).hasValue(2);
        assertThat(room.metrics.threadsReplaced.labelValues("a", "stuck").get()).isEqualTo(1);
    }

    /** Otherwise each life would hang in the same driver, and the process be restarted for ever. */
    @Test
    void whatAThreadIsStuckInIsGivenUpBeforeTheNextLifeBegins() {
        script.culprit = Optional.of("h264_cuvid");
        script.wedges(wedge).live();
        keeper.enable(true, Duration.ZERO);
        await().until(() -> state() == CameraState.ONLINE);
        assertThat(script.stuck).singleElement().extracting(Thread::getName).isEqualTo("camera-a");
        assertThat(script.stuck.getFirst().isAlive()).isTrue();
    }

    @Test
    void aStuckThreadThatComesBackChangesNothing() {
        script.connection(cancellation -> {
                    Script.hang(wedge);
                    return new Script().live().open(cancellation);
                })
                .live();
        keeper.enable(true, Duration.ZERO);
        await().until(() -> state() == CameraState.ONLINE);
        wedge.countDown();
        await().until(() -> script.streams.get() == 2 || threads() == 1);
        await().until(() -> threads() == 1);
        // The late stream was closed by its own thread, and counted there.
        script.streams.decrementAndGet();
        assertThat(room.states).containsExactly("offline", "online");
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("camera-a"))
                .count();
    }

    @Test
    void whenSeveralThreadsAreStuckTheProcessMustBeRestartedUntilTheyComeBack() {
        script.wedges(wedge).wedges(wedge).wedges(wedge).live();
        keeper.enable(true, Duration.ZERO);
        await().until(() -> {
            keeper.check(System.nanoTime());
            return keeper.fatal(System.nanoTime()).isPresent();
        });
        assertThat(keeper.fatal(System.nanoTime())).contains("camera a: 3 threads are stuck in native calls");
        assertThat(state()).isEqualTo(CameraState.OFFLINE);
        assertThat(board.status().reason()).isEqualTo("a native call did not end; starting again");
        assertThat(script.opens).hasValue(3);
        wedge.countDown();
        await().until(() -> state() == CameraState.ONLINE);
        assertThat(keeper.fatal(System.nanoTime())).isEmpty();
    }

    @Test
    void aThreadThatDiesIsNoticedAndReplaced() {
        script.connection(_ -> {
                    throw new OutOfMemoryError("scripted");
                })
                .live();
        keeper.enable(true, Duration.ZERO);
        await().until(() -> state() == CameraState.ONLINE);
        assertThat(room.states).containsExactly("offline", "online");
        assertThat(room.metrics.threadsReplaced.labelValues("a", "died").get()).isEqualTo(1);
    }

    /** The thread of a long wait lives as long as one that reads, and was taken for well: the next wait was the shortest. */
    @Test
    void theBackOffOfThreadsThatDieDoesNotBeginAnewBecauseOneHasWaited() {
        var deaths = new Semaphore(0);
        script.connection(cancellation -> {
            waitUnlessCancelled(deaths, cancellation);
            throw new OutOfMemoryError("scripted");
        });
        var limits = CameraLimits.standard();
        var waits = new ArrayList<Long>();
        var camera = Room.camera("a", "rtsp://camera/", false);
        var spec = Room.spec(camera).withTimeouts(Duration.ofHours(1), Duration.ofHours(1));
        // The wait is played: its thread opens at once, and hangs there until it is over.
        CameraKeeper.Lives lives = (pen, firstWait) -> {
            waits.add(firstWait.toSeconds());
            return new CameraWorker(
                    camera, spec, script, room.around(MediaClock.system()), pen, backoff(), Duration.ZERO);
        };
        var longest = new Backoff(limits.firstRetry(), limits.lastRetry(), new Ceilings());
        keeper = new CameraKeeper("a", board, faces, limits, lives, longest);
        keeper.enable(true, Duration.ZERO);

        long now = System.nanoTime();
        for (int life = 1; life <= 8; life++) {
            for (long second = 0; second < waits.getLast(); second++) {
                now += NANOS_PER_SECOND;
                keeper.check(now);
            }
            deaths.release();
            long dead = now;
            int before = life;
            await().until(() -> {
                keeper.check(dead);
                return waits.size() > before;
            });
        }
        assertThat(waits).containsExactly(0L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    /** Always as long as it may be. */
    private static final class Ceilings implements RandomGenerator {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }

    private static void waitUnlessCancelled(Semaphore go, Cancellation cancellation) {
        try {
            while (!cancellation.cancelled() && !go.tryAcquire(10, TimeUnit.MILLISECONDS)) {
                continue;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aCameraThatIsSwitchedOffStaysOffAndComesBackWhenSwitchedOn() {
        script.live();
        keeper.enable(true, Duration.ZERO);
        await().until(() -> state() == CameraState.ONLINE);
        keeper.enable(false, Duration.ZERO);
        await().untilAsserted(() -> assertThat(script.streams).hasValue(0));
        assertThat(state()).isEqualTo(CameraState.DISABLED);
        keeper.enable(false, Duration.ZERO);
        keeper.enable(true, Duration.ZERO);
        keeper.enable(true, Duration.ZERO);
        await().until(() -> state() == CameraState.ONLINE);
        assertThat(room.states).containsExactly("offline", "online", "disabled", "offline", "online");
        assertThat(script.opens).hasValue(2);
    }

    @Test
    void switchingAWedgedCameraOffAndOnDoesNotPileUpThreads() {
        script.wedges(wedge);
        for (int i = 0; i < 10; i++) {
            keeper.enable(true, Duration.ZERO);
            int expected = Math.min(i + 1, Room.QUICK.givenUpAtMost() + 1);
            await().untilAsserted(() -> assertThat(script.opens).hasValue(expected));
            keeper.enable(false, Duration.ZERO);
        }
        assertThat(script.opens.get()).isEqualTo(Room.QUICK.givenUpAtMost() + 1);
    }

    @Test
    void aFileThatHasEndedIsPlayedAgainWhenSwitchedOn() {
        keeper = keeper("file:/clip.mp4");
        script.plays(script.frame(0));
        keeper.enable(true, Duration.ZERO);
        await().until(() ->
                state() == CameraState.OFFLINE && board.status().reason().equals("the file has ended"));
        assertThat(script.opens).hasValue(1);
        await().until(() -> {
            keeper.enable(true, Duration.ZERO);
            return board.status().framesDecoded() >= 2;
        });
    }

    @Test
    void afterAStopNothingBeginsAnyMore() throws Exception {
        script.live();
        keeper.enable(true, Duration.ZERO);
        await().until(() -> state() == CameraState.ONLINE);
        keeper.stop();
        keeper.join(Duration.ofSeconds(10));
        keeper.enable(true, Duration.ZERO);
        keeper.check(System.nanoTime());
        assertThat(script.opens).hasValue(1);
    }
}
