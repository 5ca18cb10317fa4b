package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.VideoException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two cameras and one inference thread, all scripted. */
@Timeout(30)
class CameraSystemTest {
    private final Room room = new Room();
    private final Script a = new Script();
    private final Script b = new Script();
    private final Script c = new Script();
    private final CountDownLatch wedge = new CountDownLatch(1);
    private CameraLimits limits = Room.QUICK;
    private volatile String noThreadFor = "";
    private final AtomicInteger threadless = new AtomicInteger();
    private CameraSystem system;

    private static GatewayConfig config() {
        return Room.config(Room.camera("a", "rtsp://a/", false), Room.camera("b", "rtsp://b/", false));
    }

    private void start() throws VideoException {
        start(config(), room.model);
    }

    private void start(GatewayConfig config, ModelInUse model) throws VideoException {
        var scripts = Map.of("a", a, "b", b, "c", c);
        system = new CameraSystem(room.parts(config, model, limits), (camera, _) -> {
            if (camera.id().equals(noThreadFor)) {
                threadless.incrementAndGet();
                throw new OutOfMemoryError("unable to create native thread");
            }
            return scripts.get(camera.id());
        });
        system.start();
    }

    private CameraStatus status(String id) {
        return system.statuses().stream()
                .filter(status -> status.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void close() throws Exception {
        wedge.countDown();
        system.stop(Duration.ofSeconds(10));
    }

    @Test
    void aWedgedCameraLeavesTheOtherAloneAndIsStoppedInTime() throws Exception {
        a.wedges(wedge);
        b.live();
        start();
        await().untilAsserted(() -> assertThat(room.eventTexts()).containsExactly("b new"));
        await().until(() -> system.fatal().isPresent());
        assertThat(system.fatal()).contains("camera a: 3 threads are stuck in native calls");
        assertThat(status("a").state()).isEqualTo(CameraState.OFFLINE);
        long frames = status("b").framesInferred();
        await().until(() -> status("b").framesInferred() > frames + 3);
        assertThat(status("b")).returns(CameraState.ONLINE, CameraStatus::state).returns(0L, CameraStatus::reconnects);

        long begin = System.nanoTime();
        assertThat(system.stop(Duration.ofSeconds(1))).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(room.eventTexts()).containsExactly("b new", "b end");
    }

    @Test
    void aCameraThatThrowsAllTheTimeLeavesTheOtherAlone() throws Exception {
        a.connection(_ -> {
            throw new StackOverflowError("scripted");
        });
        b.live();
        start();
        await().until(() -> a.opens.get() > 3);
        await().untilAsserted(() -> assertThat(room.eventTexts()).containsExactly("b new"));
        assertThat(status("b").state()).isEqualTo(CameraState.ONLINE);
        assertThat(status("a").reason()).isEqualTo("its thread has died; starting again");
        assertThat(system.fatal()).isEmpty();
    }

    @Test
    void switchingACameraOffEndsItsTracks() throws Exception {
        a.live();
        b.live();
        start();
        await().untilAsserted(() -> assertThat(room.eventTexts()).containsExactlyInAnyOrder("a new", "b new"));
        assertThat(system.setEnabled("a", false)).isTrue();
        await().untilAsserted(() -> assertThat(room.eventTexts()).hasSize(3).endsWith("a end"));
        assertThat(status("a")).returns(CameraState.DISABLED, CameraStatus::state);
        assertThat(system.setEnabled("nonsuch", true)).isFalse();
        assertThat(system.setEnabled("a", true)).isTrue();
        await().untilAsserted(() -> assertThat(room.eventTexts()).hasSize(4).endsWith("a new"));
    }

    @Test
    void aChangedListLeavesTheCamerasAloneThatDidNotChange() throws Exception {
        a.live();
        b.live();
        c.live();
        start();
        await().untilAsserted(() -> assertThat(room.eventTexts()).containsExactlyInAnyOrder("a new", "b new"));
        int opened = a.opens.get();
        var changed = Room.camera("b", "rtsp://elsewhere/", false);

        var changes = system.change(
                List.of(Room.camera("c", "rtsp://c/", false), config().cameras().getFirst(), changed));

        assertThat(changes).hasToString("added: c; changed: b");
        assertThat(system.statuses()).extracting(CameraStatus::id).containsExactly("c", "a", "b");
        assertThat(status("b").url()).isEqualTo("rtsp://elsewhere/");
        await().untilAsserted(() ->
                assertThat(room.eventTexts()).containsExactlyInAnyOrder("a new", "b new", "b end", "b new", "c new"));
        long frames = status("a").framesInferred();
        await().until(() -> status("a").framesInferred() > frames + 3);
        assertThat(a.opens).hasValue(opened);
        assertThat(b.opens).hasValue(2);
        assertThat(system.change(List.of(changed, config().cameras().getFirst(), Room.camera("c", "rtsp://c/", false)))
                        .none())
                .isTrue();
    }

    @Test
    void aCameraThatWasSwitchedOffStaysOffWhereverItConnectsTo() throws Exception {
        a.live();
        b.live();
        c.live();
        start();
        await().untilAsserted(() -> assertThat(system.statuses())
                .extracting(CameraStatus::state)
                .containsExactly(CameraState.ONLINE, CameraState.ONLINE));
        system.setEnabled("b", false);
        room.states.clear();
        var first = config().cameras().getFirst();
        int opened = b.opens.get();

        system.change(List.of(first, Room.camera("b", "rtsp://elsewhere/", false)));

        assertThat(status("b").url()).isEqualTo("rtsp://elsewhere/");
        assertThat(status("b").state()).isEqualTo(CameraState.DISABLED);
        assertThat(room.states).as("it has no trouble").containsOnly("disabled");
        assertThat(b.opens).hasValue(opened);
        system.setEnabled("b", true);
        await().untilAsserted(() -> assertThat(status("b").state()).isEqualTo(CameraState.ONLINE));
    }

    /** The command is acknowledged; the camera connects anew at that very moment. */
    @Test
    void aCameraSwitchedOffWhileTheListChangesStaysOff() throws Exception {
        var asked = new AtomicReference<>(new Cancellation());
        a.connection(cancellation -> {
            asked.set(cancellation);
            Script.hang(wedge);
            throw Script.fault(VideoException.Reason.CLOSED);
        });
        b.live();
        limits = Room.patient();
        start();
        await().until(() -> a.opens.get() == 1);
        var elsewhere = Room.camera("a", "rtsp://elsewhere/", false);
        var change = CompletableFuture.supplyAsync(() -> {
            try {
                return system.change(List.of(elsewhere, config().cameras().getLast()));
            } catch (VideoException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await("its thread is asked to end, and does not yet")
                .until(() -> asked.get().cancelled());

        assertThat(system.setEnabled("a", false)).isTrue();
        wedge.countDown();

        change.get(10, TimeUnit.SECONDS);
        assertThat(status("a").url()).isEqualTo("rtsp://elsewhere/");
        assertThat(status("a").state()).isEqualTo(CameraState.DISABLED);
        assertThat(a.opens).hasValue(1);
    }

    @Test
    void camerasThatLeaveTogetherAreWaitedForTogether() throws Exception {
        for (var script : List.of(a, b, c)) {
            script.wedges(wedge);
        }
        var all = List.of("a", "b", "c").stream()
                .map(id -> Room.camera(id, "rtsp://" + id + "/", false))
                .toArray(GatewayConfig.Camera[]::new);
        limits = Room.patient();
        start(Room.config(all), room.model);
        await().until(() -> a.opens.get() + b.opens.get() + c.opens.get() == 3);
        long begin = System.nanoTime();

        assertThat(system.change(List.of())).hasToString("removed: a, b, c");

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("one after another takes 6 s")
                .isLessThan(Duration.ofSeconds(4));
    }

    /** An image of that size cannot be had at all; one that cannot be had just now is no different. */
    @Test
    void aChangeThereIsNoRoomForChangesNothing() throws Exception {
        var tooLarge = new ModelInfo("huge", "0123456789", 30_000, 30_000, 8, List.of("facemask", "no facemask"));
        start(Room.config(new GatewayConfig.Camera[0]), new ModelInUse(tooLarge, Room::faces));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> system.change(List.of(Room.camera("a", "rtsp://a/", false))));

        assertThat(system.statuses()).isEmpty();
    }

    @Test
    void aCameraForWhoseThreadThereIsNoMemoryKeepsNothingFromTheOthersAndComesWhenThereIs() throws Exception {
        b.live();
        c.live();
        start(Room.config(new GatewayConfig.Camera[0]), room.model);
        noThreadFor = "b";

        system.change(List.of(config().cameras().getLast(), Room.camera("c", "rtsp://c/", false)));

        await().until(() -> status("c").state() == CameraState.ONLINE);
        assertThat(status("b").state()).isEqualTo(CameraState.OFFLINE);
        try (var said = LogListener.to(Supervisor.class, line -> line.getLevel().getName())) {
            int before = threadless.get();
            await().until(() -> threadless.get() > before + 3);
            assertThat(said.lines())
                    .as("once at most, however often it is tried")
                    .hasSizeLessThan(2);
            noThreadFor = "";
            await().until(() -> status("b").state() == CameraState.ONLINE);
        }
    }

    /** Three threads of its own hang, more than are allowed, and come back after all. */
    @Test
    void theProcessMustBeRestartedAsLongAsTooManyOfItsThreadsAreStuck() throws Exception {
        a.wedges(wedge);
        b.live();
        start();
        await().untilAsserted(
                        () -> assertThat(system.fatal()).contains("camera a: 3 threads are stuck in native calls"));
        wedge.countDown();
        await().until(() -> system.fatal().isEmpty());
    }

    private Stream<String> camerasWithMetrics() {
        return room.metrics.registry.scrape().stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .map(point -> String.valueOf(point.getLabels().get("camera")));
    }

    @Test
    void aCameraThatIsRemovedEndsItsTracksAndIsForgotten() throws Exception {
        a.live();
        b.live();
        start();
        await().untilAsserted(() -> assertThat(room.eventTexts()).containsExactlyInAnyOrder("a new", "b new"));
        assertThat(system.change(List.of(config().cameras().getLast()))).hasToString("removed: a");
        assertThat(room.eventTexts()).hasSize(3).endsWith("a end");
        assertThat(room.states).contains("a removed");
        assertThat(camerasWithMetrics()).contains("b").doesNotContain("a");
        assertThat(system.has("a")).isFalse();
        assertThat(system.setEnabled("a", true)).isFalse();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .contains("camera-b")
                .doesNotContain("camera-a");
    }

    /** A picture is in work from the moment this returns until the wedge falls. */
    private void picturesTakeLong() throws Exception {
        a.live();
        b.live();
        limits = Room.patient();
        start();
        await().untilAsserted(() -> assertThat(room.eventTexts()).contains("a new", "b new"));
        var inWork = new CountDownLatch(1);
        room.finder = (images, minScore) -> {
            inWork.countDown();
            Script.hang(wedge);
            return Room.faces(images, minScore);
        };
        assertThat(inWork.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private Stream<String> eventsOfA() {
        return room.eventTexts().stream().filter(text -> text.startsWith("a "));
    }

    /** Its metrics go last: its end event would bring some of them back. */
    @Test
    void tracksOfARemovedCameraEndWhenAPictureThatTookLongIsDone() throws Exception {
        picturesTakeLong();

        system.change(List.of(config().cameras().getLast()));

        assertThat(system.has("a")).isFalse();
        assertThat(eventsOfA()).containsExactly("a new");
        assertThat(room.states).doesNotContain("a removed");
        wedge.countDown();
        await().untilAsserted(() -> assertThat(room.states).contains("a removed"));
        assertThat(eventsOfA()).containsExactly("a new", "a end");
        assertThat(camerasWithMetrics()).contains("b").doesNotContain("a");
    }

    /** Both have the same rules, which forget the tracks that a look does not have. */
    @Test
    void tracksOfAChangedCameraEndBeforeItsNewOnesBeginHoweverLongAPictureTakes() throws Exception {
        picturesTakeLong();

        system.change(List.of(
                Room.camera("a", "rtsp://elsewhere/", false), config().cameras().getLast()));

        assertThat(eventsOfA()).containsExactly("a new");
        wedge.countDown();
        await().untilAsserted(() -> assertThat(eventsOfA()).containsExactly("a new", "a end", "a new"));
    }

    @Test
    void anotherModelTakesOverBetweenTwoFramesAndTracksGoOn() throws Exception {
        a.live();
        b.live();
        start();
        await().untilAsserted(() -> assertThat(room.eventTexts()).containsExactlyInAnyOrder("a new", "b new"));
        var next = Room.model(
                "next",
                (images, _) -> images.stream()
                        .map(_ -> List.of(new Detection(Room.FACE.box(), MaskLabel.NO_FACEMASK, 0.9f)))
                        .toList());

        system.use(next);

        await().untilAsserted(() -> assertThat(room.events)
                .filteredOn(event -> event.type() == MaskEvent.Type.UPDATE)
                .extracting(MaskEvent::camera, MaskEvent::model)
                .containsExactlyInAnyOrder(tuple("a", "next@01234567"), tuple("b", "next@01234567")));
        assertThat(room.events.stream().limit(2).map(MaskEvent::model)).containsOnly("probe@01234567");
        assertThat(room.model.end(Duration.ofSeconds(10))).isTrue();
        assertThat(room.dropped("a", "model") + room.dropped("b", "model")).isZero();
        assertThat(room.dropped("a", "pool") + room.dropped("b", "pool")).isZero();
        assertThat(room.model.images().acquire()).isEmpty();
        assertThat(system.model()).isSameAs(next);
    }

    @Test
    void stoppedTwiceOrNeverStartedItJustEnds() throws Exception {
        a.live();
        b.live();
        start();
        assertThat(system.stop(Duration.ofSeconds(5))).isTrue();
        assertThat(system.stop(Duration.ofSeconds(5))).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("inference", "camera-a", "camera-b");
    }
}
