package io.maskgate.daemon.camera;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.hw.video.FrameTime;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.Read;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one camera, read by everybody. Says each change of state once, to the log and to the listener, in
 * order. A camera's thread writes through a {@link Pen}, which ends with the camera's present life: a thread that was
 * given up or switched off changes nothing any more. Thread-safe.
 */
final class CameraBoard {
    private static final System.Logger LOG = System.getLogger(CameraBoard.class.getName());
    /** Why a camera is offline that has only just been switched on: no trouble, so not worth a line. */
    static final String CONNECTING = "connecting";
    /** Weight of the newest interval in the frame rate. */
    private static final double RATE_WEIGHT = 0.1;
    /** Different reasons logged while a camera is dark; one that alternates between two is no news. */
    private static final int REASONS = 16;

    private final String id;
    private final String url;
    private final MediaClock clock;
    private final GatewayMetrics metrics;
    private final CameraListener listener;
    private final CounterDataPoint decodedTotal;
    private final CounterDataPoint inferredTotal;
    private final CounterDataPoint unchangedTotal;
    private final CounterDataPoint reconnectsTotal;
    private final CounterDataPoint leftTotal;
    private final CounterDataPoint decodeSeconds;
    private final Set<String> said = new HashSet<>();

    private @Nullable Pen current;
    private boolean announced;
    private CameraState state = CameraState.OFFLINE;
    private String reason = CONNECTING;
    private Moment since;
    private Moment failed;
    private OptionalLong darkSince = OptionalLong.empty();
    private Optional<FrameTime> lastFrame = Optional.empty();
    private Optional<FrameTime> previous = Optional.empty();
    private String codec = "";
    private int width;
    private int height;
    private double interval;
    private long decoded;
    private long dropped;
    private long inferred;
    private long reconnects;
    private FaceCounts faces = FaceCounts.NONE;
    private CameraStatus.Decoding decoding = CameraStatus.Decoding.NONE;
    private CameraStatus.Trouble trouble = CameraStatus.Trouble.NONE;

    /** @param url redacted */
    CameraBoard(String id, String url, MediaClock clock, GatewayMetrics metrics, CameraListener listener) {
        this.id = id;
        this.url = url;
        this.clock = clock;
        this.metrics = metrics;
        this.listener = listener;
        this.since = Moment.now(clock);
        this.failed = since;
        // Counters that exist from the beginning can be told from cameras that are not there.
        decodedTotal = metrics.framesDecoded.labelValues(id);
        inferredTotal = metrics.framesInferred.labelValues(id);
        unchangedTotal = metrics.framesUnchanged.labelValues(id);
        reconnectsTotal = metrics.cameraReconnects.labelValues(id);
        leftTotal = metrics.framesLeft.labelValues(id);
        decodeSeconds = metrics.decodeSeconds.labelValues(id);
        metrics.begin(id);
        for (var kind : StreamTrouble.values()) {
            metrics.streamTroubles.initLabelValues(id, kind.text());
        }
        for (var loss : Read.Loss.values()) {
            metrics.framesDropped.initLabelValues(id, FfmpegStream.text(loss));
        }
        showState();
    }

    /** A new life of the camera begins; what earlier ones still write counts no more. */
    synchronized Pen begin() {
        var pen = new Pen();
        current = pen;
        previous = Optional.empty();
        return pen;
    }

    /** The present life is over; the camera enters a state. */
    synchronized void end(CameraState next, String why) {
        current = null;
        trouble = new CameraStatus.Trouble(trouble.last(), Optional.empty());
        change(next, why);
    }

    private void change(CameraState next, String why) {
        if (next != CameraState.ONLINE && !decoding.equals(CameraStatus.Decoding.NONE)) {
            decoding = CameraStatus.Decoding.NONE;
            metrics.decodingSparsely.labelValues(id).set(0);
        }
        if (announced && state == next && reason.equals(why)) {
            return;
        }
        say(next, why);
        if (state != next) {
            since = Moment.now(clock);
        }
        // A camera that is switched off is not away.
        var dark = state == CameraState.DISABLED ? OptionalLong.empty() : darkSince;
        boolean news = !announced || state != next;
        announced = true;
        state = next;
        reason = why;
        if (next == CameraState.ONLINE || next == CameraState.DISABLED) {
            said.clear();
        }
        if (next == CameraState.ONLINE) {
            darkSince = OptionalLong.empty();
        } else {
            // Not by the time of day, which may be set meanwhile.
            darkSince = OptionalLong.of(dark.orElseGet(clock::nanos));
            previous = Optional.empty();
            interval = 0;
        }
        if (news) {
            showState();
            // Under the lock, so that the listener hears the states in their order; it returns at once.
            listener.stateChanged(status());
        }
    }

    private void say(CameraState next, String why) {
        if (why.equals(CONNECTING)) {
            return;
        }
        if (next == CameraState.ONLINE) {
            long away = darkSince.isPresent()
                    ? Duration.ofNanos(clock.nanos() - darkSince.getAsLong()).toSeconds()
                    : 0;
            LOG.log(System.Logger.Level.INFO, "camera {0}: online{1}", id, away > 0 ? " after " + away + " s" : "");
        } else if (next == CameraState.DISABLED) {
            LOG.log(System.Logger.Level.INFO, "camera {0}: disabled", id);
        } else if (said.size() < REASONS && said.add(next.text() + why)) {
            LOG.log(System.Logger.Level.WARNING, "camera {0}: {1}: {2}", id, next.text(), why);
        }
    }

    private void showState() {
        for (var each : CameraState.values()) {
            metrics.cameraState.labelValues(id, each.text()).set(each == state ? 1 : 0);
        }
    }

    /** The camera is no more, and neither are its metrics. */
    void removed() {
        metrics.end(id);
        listener.removed(id);
    }

    /** Frames that were decoded and not looked at. */
    void dropped(String why, int count) {
        synchronized (this) {
            dropped += count;
        }
        metrics.framesDropped.labelValues(id, why).inc(count);
    }

    /** A thread that had died or was stuck was replaced. */
    void replaced(String why) {
        metrics.threadsReplaced.labelValues(id, why).inc();
    }

    void inferred() {
        synchronized (this) {
            inferred++;
        }
        inferredTotal.inc();
    }

    /** A frame of an empty scene that showed nothing new. */
    void unchanged() {
        unchangedTotal.inc();
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
                since.wall(clock),
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
                faces,
                decoding,
                new CameraStatus.Trouble(
                        trouble.last()
                                .map(fault -> new CameraStatus.Fault(fault.cause(), fault.text(), failed.wall(clock))),
                        trouble.retryAt()));
    }

    /** How one life of the camera writes; without effect when that life is over. Thread-safe. */
    final class Pen {
        private Pen() {}

        /** Whether this is the camera's present life. */
        boolean valid() {
            synchronized (CameraBoard.this) {
                return current == this;
            }
        }

        /**
         * Goes dark; the same state with the same reason is no news.
         *
         * @param cause as in {@link CameraStatus.Fault}
         */
        void enter(CameraState next, String cause, String why) {
            synchronized (CameraBoard.this) {
                if (current == this) {
                    failed = Moment.now(clock);
                    var fault = new CameraStatus.Fault(cause, why, failed.wall(clock));
                    trouble = new CameraStatus.Trouble(Optional.of(fault), Optional.empty());
                    change(next, why);
                }
            }
        }

        /** The next attempt to connect comes after this wait. */
        void retryIn(Duration wait) {
            synchronized (CameraBoard.this) {
                if (current == this) {
                    trouble = new CameraStatus.Trouble(
                            trouble.last(), Optional.of(clock.wall().plus(wait)));
                }
            }
        }

        /** A stream was opened. */
        void opened(String codecName) {
            synchronized (CameraBoard.this) {
                if (current == this) {
                    codec = codecName;
                    previous = Optional.empty();
                }
            }
        }

        /** A frame was decoded: the camera is online. */
        void decoded(FrameTime time, int frameWidth, int frameHeight) {
            synchronized (CameraBoard.this) {
                if (current != this) {
                    return;
                }
                change(CameraState.ONLINE, "");
                previous.ifPresent(last -> {
                    double seconds = (time.monotonicNanos() - last.monotonicNanos()) / 1e9;
                    interval = interval == 0 ? seconds : interval + RATE_WEIGHT * (seconds - interval);
                });
                previous = Optional.of(time);
                lastFrame = previous;
                width = frameWidth;
                height = frameHeight;
                decoded++;
            }
            decodedTotal.inc();
        }

        /** Frames that will not be looked at. */
        void dropped(String why, int count) {
            if (valid()) {
                CameraBoard.this.dropped(why, count);
            }
        }

        /** A frame that the configured rate leaves out: no loss, so only the metric counts it. */
        void left() {
            if (valid()) {
                metrics.framesDropped.labelValues(id, "rate").inc();
            }
        }

        /** A frame that was received and not decoded, because nobody needed it. */
        void passed() {
            if (valid()) {
                leftTotal.inc();
            }
        }

        /** Reading and decoding took so much processor time. */
        void decodeTime(long cpuNanos) {
            if (valid()) {
                decodeSeconds.inc(cpuNanos / 1e9);
            }
        }

        /** So much more of a trouble that costs no picture. */
        void trouble(StreamTrouble kind, long count) {
            if (count > 0 && valid()) {
                metrics.streamTroubles.labelValues(id, kind.text()).inc(count);
            }
        }

        /** How the camera is decoded now. */
        void decoding(CameraStatus.Decoding now) {
            synchronized (CameraBoard.this) {
                if (current != this || decoding.equals(now)) {
                    return;
                }
                decoding = now;
            }
            metrics.decodingSparsely.labelValues(id).set(now.attention().equals("sparse") ? 1 : 0);
        }

        /** Another attempt to connect. */
        void reconnecting() {
            synchronized (CameraBoard.this) {
                if (current != this) {
                    return;
                }
                reconnects++;
                trouble = new CameraStatus.Trouble(trouble.last(), Optional.empty());
            }
            reconnectsTotal.inc();
        }
    }
}
