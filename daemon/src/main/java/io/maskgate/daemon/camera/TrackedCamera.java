package io.maskgate.daemon.camera;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.tracking.FaceTracking;
import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.daemon.tracking.Update;
import io.maskgate.hw.inference.Detection;
import java.util.List;

/** One camera's faces: the tracker, and what became of its last look. Used by the inference thread alone, but for views. */
final class TrackedCamera {
    private final String id;
    private final CameraBoard board;
    private final FaceTracking tracking;
    private final CameraListener listener;
    private final GatewayMetrics metrics;
    private volatile List<TrackView> views = List.of();
    private volatile boolean finishRequested;

    TrackedCamera(
            String id, CameraBoard board, FaceTracking tracking, CameraListener listener, GatewayMetrics metrics) {
        this.id = id;
        this.board = board;
        this.tracking = tracking;
        this.listener = listener;
        this.metrics = metrics;
    }

    /** What to draw; from any thread. */
    List<TrackView> views() {
        return views;
    }

    /** Asks the inference thread to end this camera's tracks; from any thread. */
    void requestFinish() {
        finishRequested = true;
    }

    void look(PendingFrame frame, List<Detection> detections) {
        board.inferred();
        take(tracking.update(
                detections, frame.time().monotonicNanos(), frame.time().wall(), frame.width(), frame.height()));
    }

    /** Nothing came for a while. */
    void tick(long nanos) {
        if (finishRequested) {
            finishRequested = false;
            finish();
        } else {
            take(tracking.tick(nanos));
        }
    }

    void finish() {
        take(tracking.finish());
        views = List.of();
    }

    double minScore() {
        return tracking.minScore();
    }

    private void take(Update update) {
        views = update.tracks();
        for (MaskEvent event : update.events()) {
            metrics.events
                    .labelValues(
                            id,
                            event.type().name().toLowerCase(java.util.Locale.ROOT),
                            event.label().text())
                    .inc();
            listener.event(event);
        }
        if (update.newlyUndecided() > 0) {
            metrics.undecidedTracks.labelValues(id).inc(update.newlyUndecided());
        }
        if (update.refused() > 0) {
            board.dropped("tracks", update.refused());
        }
        board.faces(update.counts());
    }
}
