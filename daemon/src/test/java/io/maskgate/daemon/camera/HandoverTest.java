package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.hw.video.Cancellation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandoverTest {
    private final Room room = new Room();
    private final Script script = new Script();
    private final CameraBoard board = room.board("a");
    private final Handover handover = new Handover("a", room.around(new Room.Hands()), board.begin());

    private void give(long nanos) {
        if (script.frame(nanos).take(new Cancellation())
                instanceof CameraStream.Next.Picture(CameraStream.Frame frame)) {
            try (frame) {
                handover.give(frame, new Pacer(1000, 0));
            }
        }
    }

    @Test
    void aPreviewThereIsNoRoomForNeverCostsTheCameraItsThread() throws Exception {
        room.watched = true;
        script.tooLarge = true;

        give(1);

        var frames = room.exchange.take(8, Duration.ZERO);
        assertThat(frames).as("looked at all the same").hasSize(1);
        frames.forEach(PendingFrame::close);
        assertThat(room.shown).isEmpty();
    }

    /** As where more cameras scale than there are images, since the detector is slow. */
    @Test
    void aFrameForWhichThereIsNoImageCountsAsMissed() {
        room.model.images().resize(1);
        give(1);
        assertThat(room.exchange.missed()).isZero();
        give(2);
        assertThat(room.exchange.missed()).isEqualTo(1);
        assertThat(room.dropped("a", "pool")).isEqualTo(1);
        room.exchange.close();
    }

    @Test
    void aModelThatOnlyComparesNeverCostsTheCameraAFrame() throws Exception {
        var second = new ModelInfo("next", "0123456789", Script.UNSCALABLE, 32, 8, List.of("facemask", "no facemask"));
        room.secondLook = Optional.of(new SecondLook(second));

        for (int i = 1; i <= 2 * Room.IMAGES; i++) {
            give(i);
            var frames = room.exchange.take(8, Duration.ZERO);
            assertThat(frames).hasSize(1);
            frames.forEach(PendingFrame::close);
        }

        assertThat(room.free()).isEqualTo(Room.IMAGES);
    }
}
