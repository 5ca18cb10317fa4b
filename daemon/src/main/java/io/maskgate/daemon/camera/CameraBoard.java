package io.maskgate.daemon.camera;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.hw.video.FrameTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one camera; written by its threads, read by everybody. Says each change of state once, to the log and
 * to the listener. Thread-safe.
 */
final class CameraBoard {
    private static final System.Logger LOG = System.getLogger(CameraBoard.class.getName());
    /** Why a camera is offline that has only just been switched on: no trouble, so not worth a line. */
    static final String CONNECTING = "connecting";
    /** Weight of the newest interval in the frame rate. */
    private static final double RATE_WEIGHT = 0.1;

    private final String id;
    private final String url;
    private final Clock clock;
    private final GatewayMetrics metrics;
    private final CameraListener listener;

    private CameraState state = CameraState.OFFLINE;
    private String reason = CONNECTING;
    private Instant since;
    private Optional<Instant> darkSince = Optional.empty();
    private Optional<FrameTime> lastFrame = Optional.empty();
    private String codec = "";
    private int width;
    private int height;
    private double interval;
    private long decoded;
    private long dropped;
    private long inferred;
    private long reconnects;
    private FaceCounts faces = FaceCounts.NONE;

    CameraBoard(String id, String url, Clock clock, GatewayMetrics metrics, CameraListener listener) {
        this.id = id;
        this.url = url;
        this.clock = clock;
        this.metrics = metrics;
        this.listener = listener;
        this.since = clock.instant();
        showState();
    }

    /** Enters a state; the same state with the same reason is no news. */
    void enter(CameraState next, String why) {
        CameraStatus status;
        synchronized (this) {
            if (state == next && reason.equals(why)) {
                return;
            }
            boolean sameState = state == next;
            var now = clock.instant();
            say(next, why, now);
            state = next;
            reason = why;
            if (!sameState) {
                since = now;
            }
            darkSince = next == CameraState.ONLINE ? Optional.empty() : darkSince.or(() -> Optional.of(now));
            if (next != CameraState.ONLINE) {
                interval = 0;
            }
            showState();
            status = status();
        }
        listener.stateChanged(status);
    }

    private void say(CameraState next, String why, Instant now) {
        if (why.equals(CONNECTING)) {
            return;
        }
        if (next == CameraState.ONLINE) {
            var away = darkSince.map(start -> Duration.between(start, now).toSeconds());
            LOG.log(
                    System.Logger.Level.INFO,
                    "camera {0}: online{1}",
                    id,
                    away.filter(seconds -> seconds > 0)
                            .map(seconds -> " after " + seconds + " s")
                            .orElse(""));
        } else if (next == CameraState.DISABLED) {
            LOG.log(System.Logger.Level.INFO, "camera {0}: disabled", id);
        } else {
            LOG.log(System.Logger.Level.WARNING, "camera {0}: {1}: {2}", id, next.text(), why);
        }
    }

    private void showState() {
        for (var each : CameraState.values()) {
            metrics.cameraState.labelValues(id, each.text()).set(each == state ? 1 : 0);
        }
    }

    synchronized void stream(String codecName) {
        codec = codecName;
    }

    /** A frame was decoded. */
    synchronized void decoded(FrameTime time, int frameWidth, int frameHeight) {
        lastFrame.ifPresent(last -> {
            double seconds = (time.monotonicNanos() - last.monotonicNanos()) / 1e9;
            interval = interval == 0 ? seconds : interval + RATE_WEIGHT * (seconds - interval);
        });
        lastFrame = Optional.of(time);
        width = frameWidth;
        height = frameHeight;
        decoded++;
        metrics.framesDecoded.labelValues(id).inc();
    }

    void dropped(String why, int count) {
        synchronized (this) {
            dropped += count;
        }
        metrics.framesDropped.labelValues(id, why).inc(count);
    }

    void inferred() {
        synchronized (this) {
            inferred++;
        }
        metrics.framesInferred.labelValues(id).inc();
    }

    void reconnecting() {
        synchronized (this) {
            reconnects++;
        }
        metrics.cameraReconnects.labelValues(id).inc();
    }

    void faces(FaceCounts counts) {
        synchronized (this) {
            if (faces.equals(counts)) {
                return;
            }
            faces = counts;
        }
        metrics.tracks.labelValues(id).set(counts.people());
        listener.countsChanged(id, counts);
    }

    synchronized CameraStatus status() {
        return new CameraStatus(
                id,
                state,
                reason,
                since,
                lastFrame.map(FrameTime::wall),
                url,
                codec,
                width,
                height,
                interval > 0 ? Math.round(10 / interval) / 10.0 : 0,
                decoded,
                dropped,
                inferred,
                reconnects,
                faces);
    }
}
