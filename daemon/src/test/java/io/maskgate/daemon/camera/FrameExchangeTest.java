package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FrameExchangeTest {
    private final Room room = new Room();
    private final FrameExchange exchange = room.exchange;

    private static List<String> names(List<PendingFrame> frames) {
        return frames.stream()
                .map(frame -> frame.camera() + frame.time().monotonicNanos())
                .toList();
    }

    private List<String> take(int limit) throws InterruptedException {
        var frames = exchange.take(limit, Duration.ZERO);
        frames.forEach(PendingFrame::close);
        return names(frames);
    }

    @Test
    void theNewestFrameWinsAndTheOlderComesBack() throws Exception {
        assertThat(exchange.put(room.pending("a", 1))).isEmpty();
        var older = exchange.put(room.pending("a", 2)).orElseThrow();
        assertThat(older.time().monotonicNanos()).isEqualTo(1);
        older.close();
        assertThat(take(8)).containsExactly("a2");
        assertThat(room.free()).isEqualTo(Room.IMAGES);
    }

    @Test
    void whatIsReplacedAndWhatFoundNoImageIsMissed() throws Exception {
        exchange.put(room.pending("a", 1));
        exchange.put(room.pending("b", 1));
        assertThat(exchange.missed()).isZero();
        exchange.put(room.pending("a", 2)).ifPresent(PendingFrame::close);
        exchange.miss();
        take(8);
        exchange.put(room.pending("a", 3));
        assertThat(exchange.missed()).isEqualTo(2);
        take(8);
    }

    @Test
    void aCameraWithManyFramesKeepsItsPlaceInTheQueue() throws Exception {
        exchange.put(room.pending("fast", 1));
        exchange.put(room.pending("slow", 1));
        exchange.put(room.pending("fast", 2)).ifPresent(PendingFrame::close);
        assertThat(take(1)).containsExactly("fast2");
        exchange.put(room.pending("fast", 3));
        assertThat(take(1)).containsExactly("slow1");
        assertThat(take(1)).containsExactly("fast3");
    }

    @Test
    void nothingComesWhenTheTimeIsOver() throws Exception {
        assertThat(exchange.take(8, Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void closingGivesBackWhatWaitsAndWhatComesLater() throws Exception {
        exchange.put(room.pending("a", 1));
        exchange.close();
        var late = room.pending("a", 2);
        assertThat(exchange.put(late)).containsSame(late);
        late.close();
        assertThat(exchange.take(8, Duration.ofHours(1))).isEmpty();
        assertThat(room.free()).isEqualTo(Room.IMAGES);
    }

    @Test
    void aWaitingTakerIsWokenByTheFirstFrame() throws Exception {
        var taker = Thread.ofVirtual().start(() -> {
            try {
                exchange.take(8, Duration.ofHours(1)).forEach(PendingFrame::close);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> taker.getState() == Thread.State.TIMED_WAITING);
        exchange.put(room.pending("a", 1));
        assertThat(taker.join(Duration.ofSeconds(10))).isTrue();
        assertThat(room.free()).isEqualTo(Room.IMAGES);
    }

    @Test
    void whoWaitsForFramesCanBeWokenOnce() throws Exception {
        exchange.wake();
        assertThat(exchange.take(8, Duration.ofDays(1))).isEmpty();
        assertThat(exchange.take(8, Duration.ofMillis(1))).isEmpty();
    }
}
