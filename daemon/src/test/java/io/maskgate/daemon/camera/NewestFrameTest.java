package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.inference.Detection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine that is slower than the cameras. */
@Timeout(20)
class NewestFrameTest {
    private final Room room = new Room();

    @Test
    void whereOneIsTakenAfterTheOtherThoseThatWaitAreStillReplacedByNewerOnes() throws Exception {
        var hang = new CountDownLatch(1);
        var calls = new AtomicInteger();
        room.finder = (images, _) -> {
            calls.incrementAndGet();
            Script.hang(hang);
            return images.stream().map(_ -> List.<Detection>of()).toList();
        };
        var other = room.board("b");
        var loop = new InferenceLoop(
                Map.of("a", room.tracked("a", room.board("a")), "b", room.tracked("b", other)),
                room.exchange,
                () -> room.model,
                () -> room.secondLook,
                Room.QUICK,
                new Room.Hands(),
                room.timer,
                new SharedWait(room, new Room.Hands()));
        room.exchange.put(room.pending("a", 1));
        room.exchange.put(room.pending("b", 1));
        var thread = Thread.ofPlatform().start(loop);
        await().until(() -> calls.get() == 1);

        var older = room.exchange.put(room.pending("b", 2));
        hang.countDown();
        await().until(() -> room.free() == Room.IMAGES - (older.isPresent() ? 1 : 0));
        older.ifPresent(PendingFrame::close);
        loop.stop();
        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();

        assertThat(older).map(frame -> frame.time().monotonicNanos()).contains(1L);
        assertThat(calls).hasValue(2);
        assertThat(other.status().framesInferred()).isEqualTo(1);
        assertThat(room.free()).isEqualTo(Room.IMAGES);
    }
}
