package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.video.Cancellation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CoveredPreviewTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Detection DOUBTFUL = new Detection(new Box(10, 5, 30, 25), MaskLabel.FACEMASK, 0.11f);

    private final Room room = new Room();
    private final Script script = new Script();
    private final CoveredPreview preview = new CoveredPreview("a", room.around(new Room.Hands()));

    /** What the camera's thread does with a frame that is due. */
    private void decode(long nanos) {
        if (preview.wants()) {
            var next = script.frame(nanos).take(new Cancellation());
            if (next instanceof CameraStream.Next.Picture(CameraStream.Frame frame)) {
                preview.keep(frame);
            }
        }
        room.exchange.put(room.pending("a", nanos)).ifPresent(PendingFrame::close);
        offer();
    }

    private void offer() {
        if (preview.isDue()) {
            preview.offer();
        }
    }

    private void look(long nanos, Detection... found) {
        room.looks.add(nanos, 64, 32, List.of(found));
    }

    private void take() throws InterruptedException {
        room.exchange.take(1, Duration.ZERO).forEach(PendingFrame::close);
    }

    @Test
    void aFrameIsShownOnlyWhenTheDetectorHasLookedAtIt() throws Exception {
        room.watched = true;
        decode(1);
        take();
        assertThat(room.covered).isEmpty();
        look(1, Room.FACE, DOUBTFUL);
        offer();
        assertThat(room.covered).containsExactly(new byte[] {1, 2});
        offer();
        assertThat(room.covered).hasSize(1);
    }

    @Test
    void aFaceThatWasMissedOnceStaysCovered() throws Exception {
        room.watched = true;
        look(1, Room.FACE);
        decode(2);
        take();
        look(2);
        offer();
        assertThat(room.covered).containsExactly(new byte[] {2, 1});
    }

    @Test
    void aFrameThatIsPassedOverIsNotShown() throws Exception {
        room.watched = true;
        decode(1);
        take();
        look(3);
        offer();
        assertThat(room.covered).isEmpty();
    }

    @Test
    void theFrameThatTakesTheKeptOnesPlaceIsKeptInItsStead() throws Exception {
        room.watched = true;
        decode(1);
        decode(2);
        take();
        decode(3);
        look(2, Room.FACE);
        offer();
        assertThat(room.covered).containsExactly(new byte[] {2, 1});
    }

    @Test
    void nothingIsKeptWhileNobodyWatches() {
        decode(1);
        look(1);
        assertThat(preview.isDue()).isFalse();
    }

    @Test
    void facesOfTheLastSecondAreKnownAndThoseOfTheLastTwoLooksHoweverRareTheyAre() {
        look(0, Room.FACE);
        look(SECOND / 2, Room.FACE);
        look(SECOND);
        assertThat(room.looks.covering(SECOND, 64, 32).orElseThrow()).hasSize(2);
        look(SECOND + SECOND / 2);
        assertThat(room.looks.covering(SECOND + SECOND / 2, 64, 32).orElseThrow())
                .hasSize(1);
        look(2 * SECOND, Room.FACE);
        look(60 * SECOND);
        assertThat(room.looks.covering(60 * SECOND, 128, 32).orElseThrow()).containsExactly(new Box(20, 5, 60, 25));
        look(120 * SECOND);
        assertThat(room.looks.covering(120 * SECOND, 64, 32)).hasValue(List.of());
    }

    @Test
    void whereNobodyHasLookedItIsNotKnownWhatToCover() {
        look(1, Room.FACE);
        assertThat(room.looks.covering(2, 64, 32)).isEmpty();
        room.looks.clear();
        assertThat(room.looks.covering(1, 64, 32)).isEmpty();
    }

    /** The camera is switched off while its last frame is shown: without looks it would leave with its face bare. */
    @Test
    void noFrameIsShownBareWhileTheLooksAreCleared() throws Exception {
        room.watched = true;
        var ended = new AtomicBoolean();
        var facesCovered = new HashSet<Byte>();
        var inference = Thread.ofPlatform().start(() -> {
            while (!ended.get()) {
                look(1, Room.FACE);
                room.looks.clear();
            }
        });
        for (int i = 0; i < 200_000; i++) {
            var next = script.frame(1).take(new Cancellation());
            preview.keep(((CameraStream.Next.Picture) next).frame());
            preview.offer();
            room.covered.forEach(picture -> facesCovered.add(picture[1]));
            room.covered.clear();
        }
        ended.set(true);
        inference.join();
        assertThat(facesCovered).containsExactly((byte) 1);
    }
}
