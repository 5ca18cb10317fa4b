package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.video.VideoException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A camera gets another address while a picture of the old one waits for an engine that takes long. */
@Timeout(30)
class UnwantedPictureTest {
    private final Room room = new Room();
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();

    /** From now on, until the latch opens. */
    private void picturesTakeLong() {
        room.finder = (images, minScore) -> {
            calls.incrementAndGet();
            Script.hang(go);
            return Room.faces(images, minScore);
        };
    }

    @Test
    void whatTheOldAddressHasSeenIsNoneOfTheNewOnes() throws Exception {
        var a = new Script().live().connection(_ -> {
            Script.hang(go);
            throw Script.fault(VideoException.Reason.CLOSED);
        });
        var scripts = Map.of("a", a, "b", new Script().live());
        var there = Room.camera("b", "rtsp://b/", false);
        var config = Room.config(Room.camera("a", "rtsp://a/", false), there);
        var system = new CameraSystem(
                room.parts(config, room.model, Room.patient()), (camera, _) -> scripts.get(camera.id()));
        try {
            system.start();
            await().until(() -> system.statuses().stream().allMatch(status -> status.framesInferred() > 0));
            picturesTakeLong();
            await().until(() -> calls.get() == 1);
            long decoded = system.statuses().getFirst().framesDecoded();
            await("one of it waits").until(() -> system.statuses().getFirst().framesDecoded() > decoded + 10);

            system.change(List.of(Room.camera("a", "rtsp://elsewhere/", false), there));
            long before = system.statuses().getLast().framesInferred();
            go.countDown();

            await().until(() -> system.statuses().getLast().framesInferred() > before + 3);
            assertThat(system.statuses().getFirst())
                    .returns("rtsp://elsewhere/", CameraStatus::url)
                    .returns(0L, CameraStatus::framesInferred);
        } finally {
            go.countDown();
            system.stop(Duration.ofSeconds(10));
        }
    }
}
