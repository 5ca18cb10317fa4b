package io.maskgate.daemon.camera;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.tracking.FaceTracking;
import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.daemon.tracking.Update;
import io.maskgate.hw.inference.Detection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One camera's faces: the tracker, and what became of its last look. Used by the inference thread alone, but for views
 * and the wish to finish.
 */
final class TrackedCamera {
    private final String id;
    private final CameraBoard board;
    private final FaceTracking tracking;
    private final CameraListener listener;
    private final GatewayMetrics metrics;
    private final Watchfulness watchfulness;
    private volatile List<TrackView> views = List.of();
    private final AtomicReference<@Nullable CountDownLatch> finishRequested = new AtomicReference<>();
    private boolean looked;
    private long frameNanos;
    private long lookedNanos;

    TrackedCamera(
            String id,
            CameraBoard board,
            FaceTracking tracking,
            CameraListener listener,
            GatewayMetrics metrics,
            Watchfulness watchfulness) {
        this.id = id;
        this.board = board;
        this.tracking = tracking;
        this.listener = listener;
        this.metrics = metrics;
        this.watchfulness = watchfulness;
    }

    String id() {
        return id;
    }

    /** What to draw; from any thread. */
    List<TrackView> views() {
        return views;
    }

    /** Asks the inference thread to end this camera's tracks; from any thread. The latch opens when that is done. */
    CountDownLatch requestFinish() {
        var asked = new CountDownLatch(1);
        var earlier = finishRequested.getAndSet(asked);
        if (earlier != null) {
            earlier.countDown();
        }
        return asked;
    }

    /** @param now when it was looked at, in the domain of frame times */
    void look(PendingFrame frame, List<Detection> detections, long now) {
        board.inferred();
        looked = true;
        frameNanos = frame.time().monotonicNanos();
        lookedNanos = now;
        // Told before the tracking, so that the camera's thread looks closer at once.
        if (tracking.hasFace(detections)) {
            watchfulness.face(now);
        }
        take(tracking.update(detections, frameNanos, frame.time().wall(), frame.width(), frame.height()));
    }

    /**
     * Nothing came for a while. Silence is counted from the last look, not from its frame's time: where inference lags
     * behind, faces would otherwise be taken for gone between two looks.
     */
    void tick(long now) {
        var asked = finishRequested.getAndSet(null);
        if (asked != null) {
            try {
                finish();
            } finally {
                asked.countDown();
            }
        } else if (looked) {
            take(tracking.tick(frameNanos + (now - lookedNanos)));
            // A face that is out of sight for a moment is still in view.
            if (!views.isEmpty()) {
                watchfulness.face(now);
            }
        }
    }

    void finish() {
        take(tracking.finish());
        views = List.of();
    }

    double minScore() {
        return tracking.minScore();
    }

    void dropped(String why) {
        board.dropped(why, 1);
    }

    private void take(Update update) {
        views = update.tracks();
        for (MaskEvent event : update.events()) {
            metrics.events
                    .labelValues(
                            id,
                            event.type().name().toLowerCase(Locale.ROOT),
                            event.label().text())
                    .inc();
            listener.event(event);
        }
        if (update.newlyUndecided() > 0) {
            metrics.undecidedTracks.labelValues(id).inc(update.newlyUndecided());
        }
        if (update.goneUndecided() > 0) {
            listener.undecided(id, update.goneUndecided());
        }
        if (update.refused() > 0) {
            metrics.refusedTracks.labelValues(id).inc(update.refused());
        }
        board.faces(update.counts());
    }
}
