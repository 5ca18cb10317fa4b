package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.tracking.FaceTracking;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two cameras' pictures wait for an engine that takes one after the other, and long for each. */
@Timeout(20)
class LeavingTest {
    private final Room room = new Room();
    private final Room.Hands hands = new Room.Hands();
    private final CameraBoard board = room.board("a");
    private final CameraBoard.Pen pen = board.begin();
    private final TrackedCamera leaving = quick();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch second = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private final InferenceLoop loop = new InferenceLoop(
            Map.of("a", leaving, "b", room.tracked("b", room.board("b"))),
            room.exchange,
            () -> room.model,
            () -> room.secondLook,
            Room.QUICK,
            hands,
            room.timer,
            new SharedWait(room, hands));
    private final Thread thread = Thread.ofPlatform().unstarted(loop);

    /** Each face it looks at is told at once. */
    private TrackedCamera quick() {
        var settings = new GatewayConfig.Tracking(1, 0.8, Duration.ofSeconds(2), Duration.ofSeconds(5));
        var source = new FaceTracking.Source("gate", "a", "probe@01234567");
        var tracking = new FaceTracking(source, settings, 0.5, UUID::randomUUID, Duration.ofMillis(200));
        var rules = Room.rules("a");
        return new TrackedCamera(
                "a", board, tracking, rules, Clock.systemUTC(), room, room.metrics, room.watchfulness, room.album);
    }

    @BeforeEach
    void aFaceIsInViewOfTheOneAndItsNextPictureWaitsBehindTheOthers() {
        for (int i = 1; i <= Room.TRACKING.confirm(); i++) {
            try (var frame = room.pending("a", i * 100_000_000L)) {
                leaving.look(frame, List.of(Room.FACE), i * 100_000_000L);
            }
        }
        assertThat(room.eventTexts()).containsExactly("a new");
        hands.nanos.set(500_000_000);
        room.exchange.put(room.pending("b", 400_000_000));
        var image = room.pool.acquire().orElseThrow();
        var time = Room.at(400_000_000);
        room.exchange.put(new PendingFrame(room.model, image, time, 64, 32, "a", Optional.empty(), pen::valid));
        room.finder = (images, minScore) -> {
            Script.hang(calls.incrementAndGet() == 1 ? first : second);
            return Room.faces(images, minScore);
        };
        thread.start();
        await().until(() -> calls.get() == 1);
    }

    @AfterEach
    void theLoopEnds() throws Exception {
        first.countDown();
        second.countDown();
        loop.stop();
        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        assertThat(room.free()).isEqualTo(Room.IMAGES);
    }

    @Test
    void itsTracksEndAfterThePictureThatIsInWorkAndNoneBeginsWithTheNext() throws Exception {
        var ended = leaving.requestEnd();
        long inferred = room.metrics.framesInferred.labelValues("a").getLongValue();
        first.countDown();

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(room.eventTexts()).containsExactly("a new", "a end");
        second.countDown();
        await().until(() -> room.free() == Room.IMAGES);
        assertThat(room.metrics.framesInferred.labelValues("a").getLongValue()).isEqualTo(inferred);
        assertThat(leaving.views()).isEmpty();
    }

    /** Else the same person has another track, told by a camera whose state says disabled. */
    @Test
    void ofOneThatIsSwitchedOffThePictureThatWaitsIsNotLookedAt() {
        board.end(CameraState.DISABLED, "switched off");
        leaving.requestFinish();
        hands.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        second.countDown();
        first.countDown();

        await().until(() -> room.free() == Room.IMAGES);

        assertThat(room.eventTexts()).containsExactly("a new", "a end");
    }

    /** One that was changed twice while a picture took long: both have the same rules. */
    @Test
    void thoseThatLeaveDuringOnePictureEndInTheirOrder() {
        var other = room.tracked("c", room.board("c"));
        var order = new CopyOnWriteArrayList<String>();
        leaving.requestEnd();
        loop.endLater(leaving, () -> order.add("a"));
        other.requestEnd();
        loop.endLater(other, () -> order.add("c"));

        first.countDown();

        await().until(() -> order.size() == 2);
        assertThat(order).containsExactly("a", "c");
    }

    @Test
    void theStopWaitsForThePictureThatIsInWorkAndForNoOther() throws Exception {
        loop.stop();
        first.countDown();

        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();

        assertThat(calls).hasValue(1);
        assertThat(room.eventTexts()).containsExactly("a new", "a end");
    }
}
