package io.maskgate.daemon.rules;

import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.Point;
import io.maskgate.daemon.config.Polygon;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.daemon.tracking.Update;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A picture of 200 x 100 px with faces of 20 x 20 px in it, one look a second. */
final class Scene {
    static final int WIDTH = 200;
    static final int HEIGHT = 100;
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    /** The right half. */
    static final RuleKeys.Zone RIGHT = new RuleKeys.Zone(
            "right", new Polygon(List.of(new Point(0.5, 0), new Point(1, 0), new Point(1, 1), new Point(0.5, 1))));
    /** Up the middle: who goes to the right comes in. */
    static final RuleKeys.Line MIDDLE = new RuleKeys.Line("middle", new Point(0.5, 1), new Point(0.5, 0));

    private final AtomicLong ids = new AtomicLong();
    private final CameraRules rules;
    private long seconds;
    private Duration set = Duration.ZERO;

    Scene(RuleSettings settings) {
        rules = new CameraRules("gate", "door", settings, this::id);
    }

    private UUID id() {
        return new UUID(0x7000, ids.incrementAndGet());
    }

    static RuleSettings settings(Optional<RuleKeys.Alarm> alarm, boolean onlyZones) {
        return new RuleSettings(
                List.of(RIGHT),
                onlyZones,
                List.of(MIDDLE),
                new QuietTimes(List.of(), ZoneOffset.UTC),
                alarm,
                Duration.ofMinutes(1));
    }

    static RuleKeys.Alarm alarm(Optional<String> zone) {
        return new RuleKeys.Alarm(0, Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(10), zone);
    }

    CameraRules rules() {
        return rules;
    }

    /** Other settings from now on. */
    List<RuleNews> change(RuleSettings settings) {
        return rules.change(settings, seconds * 1_000_000_000L, now());
    }

    Instant now() {
        return NOON.plusSeconds(seconds).plus(set);
    }

    /** Somebody sets the wall clock. */
    void set(Duration step) {
        set = set.plus(step);
    }

    Scene wait(int more) {
        seconds += more;
        return this;
    }

    /** A second later; these are seen. */
    Outcome look(List<TrackView> faces, MaskEvent... events) {
        return look(1, faces, events);
    }

    /** The same in a picture so many times as large. */
    Outcome look(int times, List<TrackView> faces, MaskEvent... events) {
        seconds++;
        var seen = faces.stream()
                .map(face -> new TrackView(face.id(), face.box(), face.label(), face.score(), now()))
                .toList();
        return rules.look(update(seen, events), times * WIDTH, times * HEIGHT, seconds * 1_000_000_000L, now());
    }

    /** A second later, with no picture. */
    Outcome pass(MaskEvent... events) {
        return tick(List.of(), events);
    }

    /** The same, while these are in view. */
    Outcome tick(List<TrackView> faces, MaskEvent... events) {
        seconds++;
        return rules.pass(update(faces, events), seconds * 1_000_000_000L, now());
    }

    /** A second later: these have gone, and their labels were never sure. */
    Outcome gone(String... tracks) {
        seconds++;
        var update =
                new Update(List.of(), FaceCounts.NONE, List.of(), List.of(), List.of(), List.of(), List.of(tracks), 0);
        return rules.pass(update, seconds * 1_000_000_000L, now());
    }

    private static Update update(List<TrackView> faces, MaskEvent... events) {
        return new Update(List.of(events), FaceCounts.NONE, faces, List.of(), faces, List.of(), List.of(), 0);
    }

    static TrackView face(String id, double x, MaskLabel label) {
        return new TrackView(id, box(x), Optional.of(label), 0.9, NOON);
    }

    /** Centred at x, half way down. */
    static Box box(double x) {
        return new Box((float) x - 10, 40, (float) x + 10, 60);
    }

    MaskEvent event(String track, MaskEvent.Type type, int seq, double x) {
        return new MaskEvent(
                id(),
                type,
                "gate",
                "door",
                track,
                seq,
                MaskLabel.FACEMASK,
                0.9,
                box(x),
                WIDTH,
                HEIGHT,
                List.of(),
                now(),
                NOON,
                "m@00000000",
                type == MaskEvent.Type.END
                        ? Optional.of(new MaskEvent.Summary(Duration.ofSeconds(1), 1, 0))
                        : Optional.empty());
    }
}
