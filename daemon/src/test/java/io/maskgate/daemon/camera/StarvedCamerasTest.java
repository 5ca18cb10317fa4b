package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two cameras, for one of which there is no native memory. */
@Timeout(30)
class StarvedCamerasTest {
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final String REASON =
            "no camera is online, and there is no memory, or no thread, for the stream of camera a";

    private final Room room = new Room();
    private final Script starved = new Script();
    private final Script other = new Script();
    private final AheadClock clock = new AheadClock();
    private CameraSystem system;

    /** The system's, and as far ahead of it as a test likes. */
    private static final class AheadClock implements MediaClock {
        private final AtomicLong ahead = new AtomicLong();

        void skip(Duration time) {
            ahead.addAndGet(time.toNanos());
        }

        @Override
        public long nanos() {
            return System.nanoTime() + ahead.get();
        }

        @Override
        public Instant wall() {
            return Instant.now().plusNanos(ahead.get());
        }
    }

    private void start(Duration starvedFor) throws Exception {
        other.live();
        var config = Room.config(Room.camera("a", "rtsp://a/", false), Room.camera("b", "rtsp://b/", false));
        var scripts = Map.of("a", starved, "b", other);
        system = new CameraSystem(
                room.parts(config, room.model, Room.starvedFor(starvedFor), clock),
                (camera, _) -> scripts.get(camera.id()));
        system.start();
        await().until(this::isOneOnline);
    }

    private void startStarved(Duration starvedFor) throws Exception {
        neverMemory();
        start(starvedFor);
    }

    private Script neverMemory() {
        return starved.connection(_ -> {
            throw new OutOfMemoryError("Physical memory usage is too high");
        });
    }

    private boolean isOneOnline() {
        return system.statuses().stream().anyMatch(status -> status.state() == CameraState.ONLINE);
    }

    /** Or openings that failed; each death is seen by a round of its own of the thread that looks after the cameras. */
    private void awaitMoreDeaths() {
        int opens = starved.opens.get();
        await().until(() -> starved.opens.get() > opens + 3);
    }

    @AfterEach
    void close() throws Exception {
        system.stop(Duration.ofSeconds(10));
    }

    /** There are too many of them, and would be after a restart. */
    @Test
    void withACameraThatGoesOnTheProcessNeedNotBeRestarted() throws Exception {
        startStarved(MOMENT);
        awaitMoreDeaths();
        assertThat(system.fatal()).isEmpty();
    }

    /** As where a leak took the memory. */
    @Test
    void withNoneThatGoesOnTheProcessMustBeRestarted() throws Exception {
        startStarved(MOMENT);
        system.setEnabled("b", false);
        await().untilAsserted(() -> assertThat(system.fatal()).contains(REASON));

        system.setEnabled("b", true);
        await().untilAsserted(() -> assertThat(system.fatal()).isEmpty());
    }

    @Test
    void camerasThatAreSwitchedOffWantNoMemory() throws Exception {
        startStarved(MOMENT);
        awaitMoreDeaths();
        system.setEnabled("a", false);
        system.setEnabled("b", false);
        assertThat(isOneOnline()).isFalse();
        assertThat(system.fatal()).isEmpty();
    }

    /** Its thread does not die where it is known before that there is none. */
    @Test
    void aCameraThatIsNotCalledForWantOfMemoryStarvesToo() throws Exception {
        starved.full = true;
        starved.fails(VideoException.Reason.UNREACHABLE).fails(VideoException.Reason.EXHAUSTED);
        start(MOMENT);
        awaitMoreDeaths();
        assertThat(system.fatal()).isEmpty();

        system.setEnabled("b", false);
        await().untilAsserted(() -> assertThat(system.fatal()).contains(REASON));
        assertThat(room.metrics.threadsReplaced.labelValues("a", "died").get()).isZero();
    }

    /** What its opening had taken is back by the time that anybody asks. */
    @Test
    void aCameraWhoseOpeningFindsNoMoreMemoryOnItsWayStarvesToo() throws Exception {
        starved.connection(_ -> {
            var refused = Script.fault(VideoException.Reason.EXHAUSTED);
            refused.initCause(new OutOfMemoryError("scripted"));
            throw refused;
        });
        start(MOMENT);
        system.setEnabled("b", false);
        await().untilAsserted(() -> assertThat(system.fatal()).contains(REASON));
        assertThat(room.metrics.threadsReplaced.labelValues("a", "died").get()).isZero();
    }

    /** As a playlist without end, alone: what it took is given back each time, and a restart would change nothing. */
    @Test
    void aCameraThatTakesAllMemoryItselfDoesNotStarve() throws Exception {
        starved.fails(VideoException.Reason.EXHAUSTED);
        start(MOMENT);
        awaitMoreDeaths();
        system.setEnabled("b", false);
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(system.fatal()).isEmpty());
    }

    /** As where all cameras reconnect at once, and one of them is unplugged afterwards. */
    @Test
    void memoryThatWasWantedOnceIsNotWantedForEver() throws Exception {
        neverMemory().fails(VideoException.Reason.UNREACHABLE);
        start(MOMENT);
        await().until(() -> starved.opens.get() > 3);
        system.setEnabled("b", false);
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(system.fatal()).isEmpty());
    }

    /** Files and sockets that ran out as well say nothing of memory that is there again. */
    @Test
    void aMachineThatIsExhaustedInAnotherWayStillWantsMemory() throws Exception {
        neverMemory().fails(VideoException.Reason.EXHAUSTED);
        start(MOMENT);
        await().until(() -> starved.opens.get() > 3);
        system.setEnabled("b", false);
        await().untilAsserted(() -> assertThat(system.fatal()).contains(REASON));
    }

    /** As where the switch of them all starts again, and one camera more than there is memory for never came. */
    @Test
    void camerasThatAreAwayForAMomentAreNoneThatAreAwayForLong() throws Exception {
        var minutes = Duration.ofMinutes(10);
        startStarved(minutes);
        awaitMoreDeaths();
        clock.skip(minutes.plusMinutes(1));
        awaitMoreDeaths();
        await().until(this::isOneOnline);
        awaitMoreDeaths();

        system.setEnabled("b", false);
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(system.fatal()).isEmpty());

        clock.skip(minutes.plusMinutes(1));
        await().untilAsserted(() -> assertThat(system.fatal()).contains(REASON));
    }

    @Test
    void aCameraThatIsSwitchedOnAgainIsAskedAnew() throws Exception {
        var minutes = Duration.ofMinutes(10);
        startStarved(minutes);
        awaitMoreDeaths();
        system.setEnabled("a", false);
        system.setEnabled("b", false);
        clock.skip(minutes.plusMinutes(1));
        system.setEnabled("a", true);
        awaitMoreDeaths();
        assertThat(system.fatal()).isEmpty();
    }
}
