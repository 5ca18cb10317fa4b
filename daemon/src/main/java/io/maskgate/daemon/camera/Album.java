package io.maskgate.daemon.camera;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.video.RgbPicture;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Who keeps pictures of what was looked at. Called on a camera's or the inference thread; returns at once. */
public interface Album {
    /** Whether copies of frames in which faces may be are of any use. */
    boolean isOpen();

    /**
     * A frame was looked at.
     *
     * @param picture a smaller copy of it, valid until this returns
     */
    void looked(Look look, RgbPicture picture);

    /** Events are told of which there is no picture: what had to be kept of them is lost. */
    void lost(List<MaskEvent> events);

    /** A track has ended. */
    void ended(MaskEvent end);

    /** The camera is no more in the configuration. */
    void left(String camera);

    /**
     * What came of a look at a frame.
     *
     * @param nanos monotonic frame time
     * @param model {@code name@sha8}
     * @param width of the frame in pixels, as boxes have it
     * @param found everything the detector named
     * @param tracks confirmed faces in view
     * @param open which of them may be told of now: no picture is kept for the sake of another
     * @param events that are told
     */
    record Look(
            String camera,
            long nanos,
            Instant at,
            String model,
            int width,
            int height,
            List<Detection> found,
            List<TrackView> tracks,
            Set<String> open,
            List<MaskEvent> events) {
        public Look {
            found = List.copyOf(found);
            tracks = List.copyOf(tracks);
            open = Set.copyOf(open);
            events = List.copyOf(events);
        }
    }

    /** Keeps nothing. */
    static Album closed() {
        return new Album() {
            @Override
            public boolean isOpen() {
                return false;
            }

            @Override
            public void looked(Look look, RgbPicture picture) {}

            @Override
            public void lost(List<MaskEvent> events) {}

            @Override
            public void ended(MaskEvent end) {}

            @Override
            public void left(String camera) {}
        };
    }
}
