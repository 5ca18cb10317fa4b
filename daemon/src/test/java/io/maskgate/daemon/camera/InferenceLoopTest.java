package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.InferenceException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InferenceLoopTest {
    private final Room room = new Room();
    private final Room.Hands hands = new Room.Hands();
    private final CameraBoard board = room.board("a");
    private final CameraBoard other = room.board("b");
    private InferenceLoop loop;
    private Thread thread;

    private void start(CameraListener listenerOfA) {
        loop = new InferenceLoop(
                Map.of("a", room.tracked("a", board, listenerOfA), "b", room.tracked("b", other)),
                room.exchange,
                () -> room.model,
                () -> room.secondLook,
                Room.QUICK,
                hands,
                room.timer,
                new SharedWait(room, hands));
        thread = Thread.ofPlatform().start(loop);
    }

    /** Hands over a frame of the next tenth of a second and waits until it is gone. */
    private void give(String camera) {
        long nanos = hands.nanos.addAndGet(100_000_000);
        room.exchange.put(room.pending(camera, nanos)).ifPresent(PendingFrame::close);
        await().until(() -> room.free() == Room.IMAGES);
    }

    @AfterEach
    void theLoopEndsAndNoImageIsLost() throws Exception {
        loop.stop();
        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        assertThat(room.free()).isEqualTo(Room.IMAGES);
    }

    @Test
    void aSettledFaceMakesAnEventAndStoppingEndsItsTrack() throws Exception {
        start(room);
        give("a");
        give("a");
        give("a");
        await().untilAsserted(() -> assertThat(room.eventTexts()).containsExactly("a new"));
        assertThat(board.status().framesInferred()).isEqualTo(3);
        loop.stop();
        thread.join();
        assertThat(room.eventTexts()).containsExactly("a new", "a end");
        assertThat(board.status().faces()).isEqualTo(FaceCounts.NONE);
    }

    private void anAdaptiveCameraSeesNobody() {
        room.watchfulness = new Watchfulness(new GatewayConfig.Decode(
                GatewayConfig.Policy.ADAPTIVE,
                0.5,
                Duration.ofSeconds(5),
                GatewayConfig.DecoderChoice.SOFTWARE,
                GatewayConfig.LoopFilter.WATCHED));
        room.finder =
                (images, _) -> images.stream().map(_ -> List.<Detection>of()).toList();
        start(room);
    }

    private long unchanged() {
        return room.metrics.framesUnchanged.labelValues("a").getLongValue();
    }

    @Test
    void anEmptySceneThatStaysTheSameIsLookedAtOnceInAWhile() {
        anAdaptiveCameraSeesNobody();
        give("a");
        give("a");
        give("a");
        assertThat(board.status().framesInferred()).isEqualTo(1);
        assertThat(unchanged()).isEqualTo(2);

        hands.nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        give("a");
        assertThat(board.status().framesInferred()).isEqualTo(2);
        assertThat(unchanged()).isEqualTo(2);
    }

    @Test
    void whileSomebodyIsThereEveryFrameIsLookedAt() {
        anAdaptiveCameraSeesNobody();
        room.finder = Room::faces;
        for (int i = 0; i < 5; i++) {
            give("a");
        }
        assertThat(board.status().framesInferred()).isEqualTo(5);
        assertThat(unchanged()).isZero();
    }

    @Test
    void aFailingEngineIsAFaultUntilItWorksAgainAndItsFramesAreCounted() {
        start(room);
        room.finder = (_, _) -> {
            throw new InferenceException("the engine is on fire");
        };
        give("a");
        give("a");
        await().untilAsserted(() -> assertThat(loop.fault()).contains("the engine is on fire"));
        await().untilAsserted(() -> assertThat(room.dropped("a", "engine")).isEqualTo(2));
        room.finder = Room::faces;
        give("a");
        await().untilAsserted(() -> assertThat(loop.fault()).isEmpty());
        assertThat(loop.fatal()).isEmpty();
    }

    @Test
    void aFaultInTheCodeOfTheDetectorDoesNotEndTheLoopEither() {
        start(room);
        room.finder = (_, _) -> {
            throw new IndexOutOfBoundsException("Index 7 out of bounds");
        };
        give("a");
        await().untilAsserted(() -> assertThat(loop.fault()).contains("Index 7 out of bounds"));
        room.finder = Room::faces;
        give("b");
        await().untilAsserted(() -> assertThat(other.status().framesInferred()).isEqualTo(1));
    }

    @Test
    void aFaultInOneCamerasTrackingCostsItsFrameAndNothingElse() {
        start(new CameraListener() {
            @Override
            public void stateChanged(CameraStatus status) {}

            @Override
            public void countsChanged(String camera, FaceCounts counts) {}

            @Override
            public void removed(String camera) {}

            @Override
            public void ruled(RuleNews news) {}

            @Override
            public void event(MaskEvent event) {
                throw new IllegalStateException("scripted");
            }
        });
        for (int i = 0; i < 4; i++) {
            give("a");
            give("b");
        }
        await().untilAsserted(() -> assertThat(other.status().framesInferred()).isEqualTo(4));
        assertThat(room.eventTexts()).containsExactly("b new");
        assertThat(room.dropped("a", "fault")).isPositive();
        assertThat(loop.fault()).isEmpty();
        assertThat(loop.fatal()).isEmpty();
    }

    /** Between two frames nothing fails: a line and a stack trace for each frame would say no more. */
    @Test
    void aFaultAtEachFrameIsALineOnceAndAgainAfterItWasWellForLong() {
        start(room);
        room.finder = (images, _) ->
                images.stream().map(_ -> Arrays.asList((Detection) null)).toList();
        try (var log = LogListener.to(InferenceLoop.class, LogRecord::getMessage)) {
            for (int i = 0; i < 10; i++) {
                give("a");
            }
            assertThat(room.dropped("a", "fault")).isEqualTo(10);
            assertThat(log.lines()).containsExactly("camera a: tracking failed on a frame");

            hands.nanos.addAndGet(Duration.ofMinutes(11).toNanos());
            give("a");
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void aPictureThereIsNoMemoryForCostsNeitherTheThreadNorTheEvents() throws Exception {
        var album = new AlbumWithoutMemory();
        room.album = album;
        try (var log = LogListener.to(TrackedCamera.class, LogRecord::getMessage)) {
            start(room);
            for (int i = 0; i < 4; i++) {
                var frame = room.pendingWithCopy("a", hands.nanos.addAndGet(100_000_000));
                room.exchange.put(frame).ifPresent(PendingFrame::close);
                await().until(() -> room.free() == Room.IMAGES);
            }
            loop.stop();
            thread.join();
            assertThat(log.lines()).containsExactly("camera a: pictures of it cannot be kept");
        }
        assertThat(loop.fatal()).isEmpty();
        assertThat(album.asked).containsExactly("looked", "looked", "looked", "looked", "ended");
        assertThat(room.eventTexts()).containsExactly("a new", "a end");
        assertThat(room.dropped("a", "fault")).isZero();
    }

    @Test
    void anErrorEndsTheLoopWithItsTracksAndSaysThatTheProcessMustBeRestarted() throws Exception {
        start(room);
        give("a");
        give("a");
        give("a");
        await().untilAsserted(() -> assertThat(room.eventTexts()).containsExactly("a new"));
        room.finder = (_, _) -> {
            throw new UnsatisfiedLinkError("scripted");
        };
        give("a");
        thread.join();
        assertThat(loop.fatal()).contains("the inference thread died: UnsatisfiedLinkError");
        assertThat(room.eventTexts()).containsExactly("a new", "a end");
    }

    @Test
    void aNativeCallThatDoesNotEndIsFatal() throws Exception {
        start(room);
        var hang = hanging();
        hands.nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        await().untilAsserted(
                        () -> assertThat(loop.fatal()).contains("the inference thread is stuck in a native call"));
        hang.countDown();
        await().untilAsserted(() -> assertThat(loop.fatal()).isEmpty());
    }

    @Test
    void aListenerThatNeverReturnsIsFatalToo() {
        var hang = new CountDownLatch(1);
        start(new CameraListener() {
            @Override
            public void stateChanged(CameraStatus status) {}

            @Override
            public void countsChanged(String camera, FaceCounts counts) {}

            @Override
            public void removed(String camera) {}

            @Override
            public void ruled(RuleNews news) {}

            @Override
            public void event(MaskEvent event) {
                Script.hang(hang);
            }
        });
        give("a");
        give("a");
        room.exchange.put(room.pending("a", hands.nanos.addAndGet(100_000_000)));
        await().until(() -> room.free() == Room.IMAGES - 1);
        assertThat(loop.fatal()).isEmpty();
        hands.nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        await().untilAsserted(() -> assertThat(loop.fatal()).contains("the inference thread does not come round"));
        hang.countDown();
        await().untilAsserted(() -> assertThat(loop.fatal()).isEmpty());
    }

    @Test
    void facesOfASilentCameraEndInTime() {
        start(room);
        give("a");
        give("a");
        give("a");
        hands.nanos.addAndGet(Duration.ofMillis(1900).toNanos());
        give("b");
        assertThat(room.eventTexts()).containsExactly("a new");
        hands.nanos.addAndGet(Duration.ofMillis(200).toNanos());
        await().untilAsserted(() -> assertThat(room.eventTexts()).containsExactly("a new", "a end"));
    }

    @Test
    void facesOfAFrameThatWasLookedAtLateAreNotTakenForGone() {
        start(room);
        give("a");
        give("a");
        give("a");
        // Three seconds behind: the next frame is a tenth of a second after the last, and looked at only now.
        long taken = hands.nanos() + 100_000_000;
        hands.nanos.addAndGet(Duration.ofMillis(1500).toNanos());
        room.exchange.put(room.pending("a", taken)).ifPresent(PendingFrame::close);
        await().untilAsserted(() -> assertThat(board.status().framesInferred()).isEqualTo(4));
        hands.nanos.addAndGet(Duration.ofMillis(1500).toNanos());
        give("b");
        assertThat(room.eventTexts()).containsExactly("a new");
    }

    @Test
    void framesOfTwoModelsAreEachLookedAtByTheirOwn() {
        var next = Room.model("next", Room::faces);
        room.exchange.put(Room.pending(room.model, "a", 1)).ifPresent(PendingFrame::close);
        room.exchange.put(Room.pending(next, "b", 1)).ifPresent(PendingFrame::close);
        start(room);
        for (int i = 0; i < 3; i++) {
            give("a");
            room.exchange
                    .put(Room.pending(next, "b", hands.nanos.addAndGet(1_000_000)))
                    .ifPresent(PendingFrame::close);
            give("a");
        }
        await().untilAsserted(() -> assertThat(room.events)
                .extracting(MaskEvent::camera, MaskEvent::model)
                .containsExactlyInAnyOrder(tuple("a", "probe@01234567"), tuple("b", "next@01234567")));
    }

    @Test
    void whatComesForAModelThatHasEndedIsDroppedAndCounted() throws Exception {
        start(room);
        var gone = Room.model("gone", Room::faces);
        var frame = Room.pending(gone, "a", 1);
        assertThat(gone.end(Duration.ofMillis(1))).isTrue();
        room.exchange.put(frame);
        await().untilAsserted(() -> assertThat(room.dropped("a", "model")).isEqualTo(1));
        assertThat(loop.fault()).isEmpty();
    }

    @Test
    void anEngineThatIsInACallIsNotEnded() throws Exception {
        start(room);
        var hang = hanging();
        assertThat(room.model.end(Duration.ofMillis(10))).isFalse();
        hang.countDown();
        assertThat(room.model.end(Duration.ofSeconds(10))).isTrue();
        room.model.images().resize(Room.IMAGES);
    }

    /** An engine that hangs in its first call from the moment this returns until the latch falls. */
    private CountDownLatch hanging() throws InterruptedException {
        var hang = new CountDownLatch(1);
        var entered = new CountDownLatch(1);
        room.finder = (images, minScore) -> {
            entered.countDown();
            Script.hang(hang);
            return Room.faces(images, minScore);
        };
        room.exchange.put(room.pending("a", 1));
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        return hang;
    }

    private void twoFramesWait() {
        room.exchange.put(room.pending("a", 1));
        room.exchange.put(room.pending("b", 1));
    }

    @Test
    void onAnEngineThatTakesOneAfterTheOtherNobodyWaitsForTheNext() {
        twoFramesWait();
        var second = new CountDownLatch(1);
        var calls = new AtomicInteger();
        room.finder = (images, minScore) -> {
            assertThat(images).hasSize(1);
            if (calls.incrementAndGet() == 2) {
                Script.hang(second);
            }
            return Room.faces(images, minScore);
        };
        start(room);
        await().until(() -> calls.get() == 2);
        assertThat(board.status().framesInferred()).isEqualTo(1);
        assertThat(other.status().framesInferred()).isZero();
        second.countDown();
        await().untilAsserted(() -> assertThat(other.status().framesInferred()).isEqualTo(1));
    }

    @Test
    void anEngineOfBatchesGetsWhatWaitsTogether() {
        twoFramesWait();
        var sizes = new CopyOnWriteArrayList<Integer>();
        room.batch = 8;
        room.finder = (images, minScore) -> {
            sizes.add(images.size());
            return Room.faces(images, minScore);
        };
        start(room);
        await().untilAsserted(() -> assertThat(other.status().framesInferred()).isEqualTo(1));
        assertThat(sizes).containsExactly(2);
    }
}
