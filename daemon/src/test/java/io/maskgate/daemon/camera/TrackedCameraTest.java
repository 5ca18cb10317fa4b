package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.hw.video.MediaClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackedCameraTest {
    private final Room room = new Room();

    /** Otherwise its boxes would be those of the look before, a step behind the faces. */
    @Test
    void aFrameCountsAsLookedAtWhenItsTracksAreThereToBeDrawn() {
        var fates = new ArrayList<Looks.Fate>();
        var listener = new CountingOnly() {
            private long now;
            private TrackedCamera camera = room.tracked("a", room.board("a"));

            @Override
            public void countsChanged(String id, FaceCounts counts) {
                assertThat(camera.views()).hasSize(1);
                fates.add(camera.looks().fate(now));
            }
        };
        var board = new CameraBoard("a", "rtsp://camera/", MediaClock.system(), room.metrics, listener);
        listener.camera = room.tracked("a", board, listener);
        for (int i = 1; i <= Room.TRACKING.confirm(); i++) {
            listener.now = i * 100_000_000L;
            try (var frame = room.pending("a", listener.now)) {
                listener.camera.look(frame, List.of(Room.FACE), listener.now);
            }
        }

        assertThat(fates).containsExactly(Looks.Fate.WAITING);
        assertThat(listener.camera.looks().fate(listener.now)).isEqualTo(Looks.Fate.LOOKED_AT);
    }

    private abstract static class CountingOnly implements CameraListener {
        @Override
        public void stateChanged(CameraStatus status) {}

        @Override
        public void removed(String camera) {}

        @Override
        public void event(MaskEvent event) {}

        @Override
        public void ruled(RuleNews news) {}
    }
}
