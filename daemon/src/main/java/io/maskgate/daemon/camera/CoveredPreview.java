package io.maskgate.daemon.camera;

import java.util.Optional;

/**
 * Pictures with covered faces. A frame is kept when it goes to the detector and shown when the detector has looked at this
 * very frame: what nobody has looked for faces in is never shown. There are as many as detections, then. Belongs to the
 * camera's thread.
 */
final class CoveredPreview {
    private final String camera;
    private final CameraWorker.Surroundings around;
    private Optional<Waiting> waiting = Optional.empty();

    private record Waiting(CameraStream.Kept picture, long nanos, int width, int height) {}

    CoveredPreview(String camera, CameraWorker.Surroundings around) {
        this.camera = camera;
        this.around = around;
    }

    /**
     * Whether the frame that goes to the detector now is to be kept: somebody watches and none is kept, or the one that
     * is kept will never be looked at, since this one takes its place.
     */
    boolean wants() {
        return waiting.map(kept -> around.exchange().waits(camera, kept.nanos))
                .orElseGet(() -> around.tap().wanted(camera, Faces.COVERED));
    }

    void keep(CameraStream.Frame frame) {
        waiting = Optional.of(new Waiting(frame.keep(), frame.time().monotonicNanos(), frame.width(), frame.height()));
    }

    /** Whether it is known what became of the frame that was kept. */
    boolean isDue() {
        return waiting.isPresent() && around.looks().fate(waiting.get().nanos) != Looks.Fate.WAITING;
    }

    /** Shows the frame that was kept, if the detector has looked at it; forgets it. */
    void offer() {
        var kept = waiting.orElseThrow();
        waiting = Optional.empty();
        around.looks()
                .covering(kept.nanos, kept.width, kept.height)
                .flatMap(faces ->
                        kept.picture.jpeg(around.cover(), faces, around.tracks().get()))
                .ifPresent(jpeg -> around.tap().offer(camera, new Picture(Faces.COVERED, jpeg)));
    }
}
