package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.rules.CameraRules;
import io.maskgate.daemon.rules.Outcome;
import io.maskgate.daemon.rules.RuleSettings;
import io.maskgate.daemon.tracking.FaceTracking;
import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.daemon.tracking.Update;
import io.maskgate.hw.inference.Detection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One camera's faces: the tracker, and what became of its last look. Used by the inference thread alone, but for views
 * and the wish to finish.
 */
final class TrackedCamera {
    private static final System.Logger LOG = System.getLogger(TrackedCamera.class.getName());
    /** Where only some frames fail, that is one trouble. */
    private static final Duration WELL = Duration.ofMinutes(10);

    private final String id;
    private final CameraBoard board;
    private final FaceTracking tracking;
    private final CameraRules rules;
    private final Clock wall;
    private final CameraListener listener;
    private final GatewayMetrics metrics;
    private final Watchfulness watchfulness;
    private final Album album;
    private final Looks looks = new Looks();
    private final Stillness stillness = new Stillness();
    private volatile List<TrackView> views = List.of();
    private final AtomicReference<@Nullable CountDownLatch> finishRequested = new AtomicReference<>();
    private volatile boolean leaving;
    private volatile boolean ending;
    private boolean over;
    private boolean looked;
    private boolean albumFailed;
    private long frameNanos;
    private long lookedNanos;
    private long toldNanos;
    /** When its tracking failed last, as often as it may have worked since. */
    private OptionalLong failedNanos = OptionalLong.empty();

    private final AtomicReference<@Nullable RuleSettings> nextSettings = new AtomicReference<>();

    TrackedCamera(
            String id,
            CameraBoard board,
            FaceTracking tracking,
            CameraRules rules,
            Clock wall,
            CameraListener listener,
            GatewayMetrics metrics,
            Watchfulness watchfulness,
            Album album) {
        this.id = id;
        this.board = board;
        this.tracking = tracking;
        this.rules = rules;
        this.wall = wall;
        this.listener = listener;
        this.metrics = metrics;
        this.watchfulness = watchfulness;
        this.album = album;
        begin();
    }

    String id() {
        return id;
    }

    /** What to draw; from any thread. */
    List<TrackView> views() {
        return views;
    }

    /** Where faces were lately; from any thread. */
    Looks looks() {
        return looks;
    }

    /** The camera is no more in the configuration: its alarm ends with its tracks, at the next {@link #requestEnd}. */
    void leaveForGood() {
        leaving = true;
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

    /** As {@link #requestFinish}, but that nothing begins any more: what still waits of it is not looked at. */
    CountDownLatch requestEnd() {
        ending = true;
        return requestFinish();
    }

    /** Somebody waits for its end, who need not wait for what others left. */
    void endIfAsked(long now) {
        if (ending && finishRequested.get() != null) {
            tick(now);
        }
    }

    /**
     * While the camera waits for somebody to come, a frame that shows what the last one did, in which nobody was, is as if the
     * detector had looked at it again.
     *
     * @return whether it is such a frame, and done with
     */
    boolean passOver(PendingFrame frame, long now) {
        if (over) {
            return true;
        }
        if (!watchfulness.waits(now) || !views.isEmpty() || !stillness.shows(frame.model(), frame.image(), now)) {
            return false;
        }
        board.unchanged();
        found(frame, List.of(), now);
        return true;
    }

    /** @param now when it was looked at, in the domain of frame times */
    void look(PendingFrame frame, List<Detection> detections, long now) {
        if (over) {
            return;
        }
        board.inferred();
        if (detections.isEmpty() && watchfulness.waits(now)) {
            stillness.nothingIn(frame.model(), frame.image(), now);
        } else {
            stillness.forget();
        }
        found(frame, detections, now);
    }

    private void found(PendingFrame frame, List<Detection> detections, long now) {
        looked = true;
        frameNanos = frame.time().monotonicNanos();
        lookedNanos = now;
        // Told before the tracking, so that the camera's thread looks closer at once.
        if (tracking.hasFace(detections)) {
            watchfulness.face(now);
        }
        follow(now);
        var time = frame.time();
        tracking.lookedAtBy(frame.model().info().tag());
        var update = tracking.update(detections, frameNanos, time.wall(), frame.width(), frame.height());
        toldNanos = now;
        var outcome = rules.look(update, frame.width(), frame.height(), now, time.wall());
        take(update, outcome);
        // After that: whoever shows this frame then draws the tracks of this look and not of the one before.
        looks.add(frameNanos, frame.width(), frame.height(), detections);
        if (album.isOpen()) {
            var look = new Album.Look(
                    id,
                    frameNanos,
                    time.wall(),
                    frame.model().info().tag(),
                    frame.width(),
                    frame.height(),
                    detections,
                    update.tracks(),
                    outcome.open(),
                    outcome.events());
            keeping(() -> frame.copy()
                    .ifPresentOrElse(copy -> album.looked(look, copy.picture()), () -> album.lost(look.events())));
        }
    }

    /** Pictures that cannot be kept are never the camera's trouble, and still less the thread's. */
    private void keeping(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!albumFailed) {
                albumFailed = true;
                LOG.log(System.Logger.Level.ERROR, "camera " + id + ": pictures of it cannot be kept", e);
            }
        }
    }

    /**
     * Nothing came for a while. Silence is counted from the last look, not from its frame's time: where inference lags
     * behind, faces would otherwise be taken for gone between two looks.
     */
    void tick(long now) {
        toldNanos = now;
        // Before all that it may still be told.
        boolean last = ending;
        var asked = finishRequested.getAndSet(null);
        if (asked != null) {
            try {
                if (!over) {
                    end();
                }
            } finally {
                over = last;
                asked.countDown();
            }
        } else if (!over) {
            follow(now);
            pass(tracking.tick(looked ? frameNanos + (now - lookedNanos) : now));
            // A face that is out of sight for a moment is still in view.
            if (!views.isEmpty()) {
                watchfulness.face(now);
            }
        }
    }

    private void end() {
        finish();
        if (leaving) {
            tell(rules.leave(wall.instant()));
            keeping(() -> album.left(id));
        }
    }

    /** Whether nobody is in view, and nobody waits for an end. */
    boolean isAtRest() {
        return views.isEmpty() && finishRequested.get() == null;
    }

    void finish() {
        pass(tracking.finish());
        views = List.of();
        looks.clear();
    }

    /** What is not about single faces. */
    CameraRules rules() {
        return rules;
    }

    /** Other rules from the next look on; from any thread. */
    void follow(RuleSettings settings) {
        nextSettings.set(settings);
    }

    private void follow(long now) {
        var settings = nextSettings.getAndSet(null);
        if (settings != null) {
            var before = rules.settings().lines();
            tell(rules.change(settings, now, wall.instant()));
            // One that lies otherwise is another line: whoever sums up its crossings must not go on with the old ones.
            var unmoved = settings.lines().stream()
                    .filter(line ->
                            before.stream().noneMatch(old -> old.name().equals(line.name()) && !old.equals(line)))
                    .toList();
            if (unmoved.size() < settings.lines().size()) {
                listener.lines(id, names(unmoved));
            }
            begin();
        }
    }

    /** Its lines and its alarm may be others. */
    private void begin() {
        var settings = rules.settings();
        var lines = names(settings.lines());
        metrics.begin(id, lines, settings.alarm().isPresent());
        listener.lines(id, lines);
    }

    private static List<String> names(List<RuleKeys.Line> lines) {
        return lines.stream().map(RuleKeys.Line::name).toList();
    }

    private void pass(Update update) {
        var outcome = rules.pass(update, toldNanos, wall.instant());
        take(update, outcome);
        // Such as of a face that stays when silent hours end; no frame is at hand.
        var begun = outcome.events().stream()
                .filter(event -> event.type() != MaskEvent.Type.END)
                .toList();
        if (album.isOpen() && !begun.isEmpty()) {
            keeping(() -> album.lost(begun));
        }
    }

    /** Its tracking failed; whether it did not for a while, so that it is worth a line. */
    boolean isNewTrouble(long now) {
        var last = failedNanos;
        failedNanos = OptionalLong.of(now);
        return last.isEmpty() || now - last.getAsLong() > WELL.toNanos();
    }

    double minScore() {
        return tracking.minScore();
    }

    void dropped(String why) {
        board.dropped(why, 1);
    }

    private void take(Update update, Outcome outcome) {
        views = update.tracks();
        update.events().stream()
                .filter(event -> event.type() == MaskEvent.Type.END)
                .forEach(event -> keeping(() -> album.ended(event)));
        for (MaskEvent event : outcome.events()) {
            metrics.events
                    .labelValues(
                            id,
                            event.type().name().toLowerCase(Locale.ROOT),
                            event.label().text())
                    .inc();
            listener.event(event);
        }
        if (outcome.newlyUndecided() > 0) {
            metrics.undecidedTracks.labelValues(id).inc(outcome.newlyUndecided());
        }
        if (outcome.undecided() > 0) {
            listener.undecided(id, outcome.undecided());
        }
        if (update.refused() > 0) {
            metrics.refusedTracks.labelValues(id).inc(update.refused());
        }
        outcome.suppressed()
                .forEach((reason, count) ->
                        metrics.eventsSuppressed.labelValues(id, reason).inc(count));
        outcome.news().forEach(this::tell);
        if (!outcome.events().isEmpty() || !outcome.news().isEmpty()) {
            listener.told();
        }
        board.faces(outcome.counts());
    }

    private void tell(List<RuleNews> news) {
        if (!news.isEmpty()) {
            news.forEach(this::tell);
            listener.told();
        }
    }

    private void tell(RuleNews news) {
        switch (news) {
            case LineCrossing crossing ->
                metrics.lineCrossings
                        .labelValues(id, crossing.line(), crossing.direction().text())
                        .inc();
            case AlarmEvent event ->
                metrics.alarms.labelValues(id, event.on() ? "on" : "off").inc();
            case RuleNews.AlarmState state ->
                state.on()
                        .ifPresentOrElse(
                                it -> metrics.alarm.labelValues(id).set(it ? 1 : 0), () -> metrics.alarm.remove(id));
            case RuleNews.ComplianceRate rate -> {
                if (rate.percent().isPresent()) {
                    metrics.compliance.labelValues(id).set(rate.percent().getAsInt() / 100.0);
                } else {
                    metrics.compliance.remove(id);
                }
            }
        }
        listener.ruled(news);
    }
}
