package io.maskgate.daemon.tracking;

import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * From one camera's detections to its mask events. Each settled face gets exactly one {@code new}, an {@code update} for
 * each change of its label and one {@code end}, numbered from 1 without gaps; a face that never settles gets none and is
 * counted as undecided, once, when {@code undecidedAfter} is over or it is gone.
 *
 * <p>Has no clock and no threads: time comes with each call, and one thread at a time may call.
 */
public final class FaceTracking {
    /** Sightings that make a face; more are asked only of its label, so that a cautious vote loses no faces. */
    private static final int CONFIRM_FACE = 3;

    private Source source;
    private final GatewayConfig.Tracking config;
    private final double threshold;
    private final Supplier<UUID> ids;
    private final FaceTracker tracker;
    private final Pace pace;
    private int frameWidth;
    private int frameHeight;
    private long now = Long.MIN_VALUE;
    private boolean looked;

    /**
     * Whose faces these are, as events say it.
     *
     * @param model {@code name@sha8}
     */
    public record Source(String gateway, String camera, String model) {}

    /**
     * @param threshold score from which a detection counts as a face
     * @param ids of events and, shortened, of tracks: UUIDs version 7
     * @param rarest the longest time between two looks that the camera's configuration asks for
     */
    public FaceTracking(
            Source source, GatewayConfig.Tracking config, double threshold, Supplier<UUID> ids, Duration rarest) {
        this.source = source;
        this.config = config;
        this.threshold = threshold;
        this.ids = ids;
        this.pace = new Pace(rarest);
        this.tracker = new FaceTracker(threshold, Math.min(config.confirm(), CONFIRM_FACE));
    }

    /** Detections are another model's from now on; tracks go on. */
    public void lookedAtBy(String model) {
        if (!model.equals(source.model)) {
            source = new Source(source.gateway, source.camera, model);
        }
    }

    /** Whether one of these is a face beyond doubt. */
    public boolean hasFace(List<Detection> detections) {
        return detections.stream().anyMatch(detection -> detection.score() >= threshold);
    }

    /** The least score of detections to hand in: those below the threshold help to follow known faces. */
    public double minScore() {
        return Math.min(FaceTracker.LOW_SCORE, threshold);
    }

    /**
     * Takes in a frame.
     *
     * @param detections in pixels of the frame, down to {@link #minScore()}; what is not a finite box of at least a
     *     pixel is ignored
     * @param nanos monotonic frame time; one before the last call's is taken as the last call's
     * @param wall the same on the wall clock
     */
    public Update update(List<Detection> detections, long nanos, Instant wall, int frameWidth, int frameHeight) {
        long before = now;
        now = Math.max(now, nanos);
        resize(frameWidth, frameHeight);
        var outcome = new Outcome();
        tracker.expire(now, lostNanos()).forEach(outcome::gone);
        if (looked) {
            pace.look(now - before);
        }
        looked = true;
        List<Detection> usable =
                detections.stream().filter(FaceTracking::isUsable).toList();
        tracker.look(Observation.merge(usable), now, wall, observation -> birth(observation, wall));
        for (Track track : tracker.tracks()) {
            track.observation()
                    .ifPresent(seen -> track.mask()
                            .seen(seen, tracker.high(seen), now)
                            .ifPresent(type -> outcome.say(track, type, Optional.empty())));
        }
        return outcome.finish(now, tracker.refused());
    }

    /**
     * No frame came: ends what has not been seen for too long. To be called now and then while a camera is silent.
     *
     * @param nanos on the clock of the frame times
     */
    public Update tick(long nanos) {
        // Does not move the time of frames on: one taken before this call may still be on its way.
        long later = Math.max(now, nanos);
        var outcome = new Outcome();
        tracker.expire(later, lostNanos()).forEach(outcome::gone);
        return outcome.finish(later, 0);
    }

    /** The camera is switched off or lost, or the daemon stops: ends all open tracks in order of birth. */
    public Update finish() {
        var outcome = new Outcome();
        tracker.clear().forEach(outcome::gone);
        return outcome.finish(now, 0);
    }

    /** A face that was not looked for is not lost: where looks are rare, two of them must miss it. */
    private long lostNanos() {
        return Math.max(config.lostAfter().toNanos(), pace.widest() * 5 / 2);
    }

    /** A camera that changes its resolution shows the same scene: the tracks follow. */
    private void resize(int width, int height) {
        if (frameWidth > 0 && (width != frameWidth || height != frameHeight)) {
            tracker.scale((double) width / frameWidth, (double) height / frameHeight);
        }
        frameWidth = width;
        frameHeight = height;
        tracker.picture(width, height);
    }

    private Track birth(Observation observation, Instant wall) {
        var mask = new MaskStateMachine(config.confirm(), config.changeShare());
        return new Track(TrackId.of(ids.get()), observation, now, wall, mask);
    }

    private static boolean isUsable(Detection detection) {
        Box box = detection.box();
        return detection.score() <= 1
                && box.width() >= 1
                && box.height() >= 1
                && Float.isFinite(box.x0() + box.y0() + box.x1() + box.y1());
    }

    /** Collects what one call has to tell. */
    private final class Outcome {
        private final List<MaskEvent> events = new ArrayList<>();
        private final List<String> undecided = new ArrayList<>();
        private final List<String> goneUndecided = new ArrayList<>();

        void gone(Track track) {
            if (track.mask().label().isPresent()) {
                double facemask = track.mask().facemaskShare();
                var duration = Duration.ofNanos(track.lastNanos() - track.firstNanos());
                say(track, MaskEvent.Type.END, Optional.of(new MaskEvent.Summary(duration, facemask, 1 - facemask)));
            } else if (tracker.confirmed(track)) {
                goneUndecided.add(track.id());
                countUndecided(track);
            }
        }

        void say(Track track, MaskEvent.Type type, Optional<MaskEvent.Summary> summary) {
            MaskStateMachine mask = track.mask();
            events.add(new MaskEvent(
                    ids.get(),
                    type,
                    source.gateway(),
                    source.camera(),
                    track.id(),
                    mask.nextSeq(),
                    mask.label().orElseThrow(),
                    mask.score(),
                    track.box().clip(frameWidth, frameHeight),
                    frameWidth,
                    frameHeight,
                    List.of(),
                    track.lastSeen(),
                    track.firstSeen(),
                    source.model(),
                    summary));
        }

        Update finish(long nanos, int refused) {
            List<Track> faces =
                    tracker.tracks().stream().filter(tracker::confirmed).toList();
            faces.stream()
                    .filter(track -> nanos - track.firstNanos()
                            >= config.undecidedAfter().toNanos())
                    .forEach(this::countUndecided);
            List<TrackView> views = faces.stream()
                    .filter(track -> track.missed() <= 1)
                    .map(FaceTracking::view)
                    .toList();
            var counts =
                    new FaceCounts(faces.size(), count(faces, MaskLabel.FACEMASK), count(faces, MaskLabel.NO_FACEMASK));
            List<TrackView> all = faces.stream().map(FaceTracking::view).toList();
            List<TrackView> unsure = tracker.tracks().stream()
                    .filter(track -> !tracker.confirmed(track))
                    .map(FaceTracking::view)
                    .toList();
            return new Update(events, counts, all, unsure, views, undecided, goneUndecided, refused);
        }

        private void countUndecided(Track track) {
            if (track.mask().countUndecided()) {
                undecided.add(track.id());
            }
        }
    }

    private static int count(List<Track> faces, MaskLabel label) {
        return (int) faces.stream()
                .filter(track -> track.mask().label().equals(Optional.of(label)))
                .count();
    }

    private static TrackView view(Track track) {
        return new TrackView(
                track.id(), track.box(), track.mask().label(), track.mask().score(), track.lastSeen());
    }
}
