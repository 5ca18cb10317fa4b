package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.Point;
import io.maskgate.daemon.config.Polygon;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.rules.CameraRules;
import io.maskgate.daemon.rules.RuleSettings;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.RgbPicture;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
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

    /** Whoever writes events down waits for the disk once a look, not once an event. */
    @Test
    void thatAllIsToldIsSaidOnceALookThatHadSomethingToTell() {
        var said = new ArrayList<String>();
        var listener = new CameraListener() {
            @Override
            public void event(MaskEvent event) {
                said.add(event.type().name());
            }

            @Override
            public void told() {
                said.add("told");
            }
        };
        var camera = room.tracked("a", room.board("a"), listener);
        var far = new Detection(new Box(40, 5, 60, 25), Room.FACE.label(), Room.FACE.score());
        for (int i = 1; i <= Room.TRACKING.confirm(); i++) {
            try (var frame = room.pending("a", i * 100_000_000L)) {
                camera.look(frame, List.of(Room.FACE, far), i * 100_000_000L);
            }
        }

        assertThat(said).as("after what the rules say at the start").containsExactly("told", "NEW", "NEW", "told");
    }

    @Test
    void anEventOfWhoseFrameThereIsNoCopyIsToldAndItsPictureCountsAsLost() {
        var album = new AlbumWithoutMemory();
        room.album = album;
        var camera = room.tracked("a", room.board("a"));
        for (int i = 1; i <= Room.TRACKING.confirm(); i++) {
            try (var frame = room.pending("a", i * 100_000_000L)) {
                camera.look(frame, List.of(Room.FACE), i * 100_000_000L);
            }
        }

        assertThat(room.eventTexts()).containsExactly("a new");
        assertThat(album.asked).containsExactly("lost 0", "lost 0", "lost 1");
    }

    /** As when silent hours end, or no zone keeps it back any more. */
    @Test
    void thePictureOfAnEventThatIsToldBetweenTwoLooksCountsAsLost() {
        var album = new AlbumWithoutMemory();
        room.album = album;
        var everywhere = rules().settings();
        var corner = new RuleKeys.Zone(
                "corner", new Polygon(List.of(new Point(0, 0), new Point(0.1, 0), new Point(0, 0.1))));
        var inTheCorner = new RuleSettings(
                List.of(corner), true, List.of(), everywhere.quiet(), Optional.empty(), everywhere.window());
        var camera =
                room.tracked("a", room.board("a"), room, new CameraRules("gate", "a", inTheCorner, UUID::randomUUID));
        for (int i = 1; i <= Room.TRACKING.confirm(); i++) {
            try (var frame = room.pending("a", i * 100_000_000L)) {
                camera.look(frame, List.of(Room.FACE), i * 100_000_000L);
            }
        }
        assertThat(room.eventTexts()).isEmpty();

        camera.follow(everywhere);
        camera.tick(400_000_000L);
        camera.tick(500_000_000L);
        assertThat(room.eventTexts()).containsExactly("a new");
        assertThat(album.asked).containsExactly("lost 0", "lost 0", "lost 0", "lost 1");
    }

    /** Samples of the street were kept, which a zone is drawn to leave out. */
    @Test
    void theAlbumIsToldWhichFacesMayBeToldOf() {
        var looks = new ArrayList<Album.Look>();
        room.album = keeping(looks);
        var everywhere = rules().settings();
        var corner = new RuleKeys.Zone(
                "corner", new Polygon(List.of(new Point(0, 0), new Point(0.1, 0), new Point(0, 0.1))));
        var inTheCorner = new RuleSettings(
                List.of(corner), true, List.of(), everywhere.quiet(), Optional.empty(), everywhere.window());
        var camera =
                room.tracked("a", room.board("a"), room, new CameraRules("gate", "a", inTheCorner, UUID::randomUUID));
        for (int i = 1; i <= Room.TRACKING.confirm() + 1; i++) {
            if (i > Room.TRACKING.confirm()) {
                camera.follow(everywhere);
            }
            try (var frame = room.pendingWithCopy("a", i * 100_000_000L)) {
                camera.look(frame, List.of(Room.FACE), i * 100_000_000L);
            }
        }

        assertThat(looks).hasSize(Room.TRACKING.confirm() + 1);
        var outside = looks.get(Room.TRACKING.confirm() - 1);
        assertThat(outside.tracks()).hasSize(1);
        assertThat(outside.open()).isEmpty();
        assertThat(looks.getLast().open())
                .containsExactly(looks.getLast().tracks().getFirst().id());
    }

    /** Whoever judges the camera by it would judge the street, of which nothing else tells. */
    @Test
    void aFaceOutsideOfTheZonesIsNotCountedAsUndecided() {
        flicker("a", new Polygon(List.of(new Point(0, 0), new Point(0.1, 0), new Point(0, 0.1))));
        flicker("b", new Polygon(List.of(new Point(0, 0), new Point(1, 0), new Point(1, 1), new Point(0, 1))));

        assertThat(room.metrics.undecidedTracks.labelValues("a").get()).isZero();
        assertThat(room.metrics.undecidedTracks.labelValues("b").get()).isEqualTo(1);
    }

    /** Whoever is seen on his way to a door might be told of when he is there. */
    @Test
    void aFaceThatComesIntoAZoneLateIsCountedThenUnlessItIsSureByThen() {
        var door = new Polygon(List.of(new Point(0.5, 0), new Point(1, 0), new Point(1, 1), new Point(0.5, 1)));
        var unsure = watching("a", door);
        walk("a", unsure, 1, 30, HERE, TrackedCameraTest::flickering);
        assertThat(room.metrics.undecidedTracks.labelValues("a").get()).isZero();
        walk("a", unsure, 31, 60, THERE, TrackedCameraTest::flickering);
        assertThat(room.metrics.undecidedTracks.labelValues("a").get()).isEqualTo(1);

        var sure = watching("b", door);
        walk("b", sure, 1, 30, HERE, TrackedCameraTest::flickering);
        walk("b", sure, 31, 50, HERE, _ -> MaskLabel.FACEMASK);
        walk("b", sure, 51, 80, THERE, _ -> MaskLabel.FACEMASK);
        assertThat(room.eventTexts()).containsExactly("b new");
        assertThat(room.metrics.undecidedTracks.labelValues("b").get()).isZero();
    }

    /** Six seconds of a face that has a mask in every other look. */
    private void flicker(String id, Polygon zone) {
        walk(id, watching(id, zone), 1, 30, HERE, TrackedCameraTest::flickering);
    }

    /** Where the face is at first, and where it is in the zone; px. */
    private static final int HERE = 0;

    private static final int THERE = 24;

    private static MaskLabel flickering(int look) {
        return look % 2 == 0 ? MaskLabel.FACEMASK : MaskLabel.NO_FACEMASK;
    }

    private TrackedCamera watching(String id, Polygon zone) {
        var usual = rules().settings();
        var settings = new RuleSettings(
                List.of(new RuleKeys.Zone("zone", zone)),
                true,
                List.of(),
                usual.quiet(),
                Optional.empty(),
                usual.window());
        return room.tracked(id, room.board(id), room, new CameraRules("gate", id, settings, UUID::randomUUID));
    }

    /** Looks a fifth of a second apart at a face that goes three pixels to the right between two, up to a place. */
    private void walk(String id, TrackedCamera camera, int first, int last, int to, IntFunction<MaskLabel> label) {
        for (int i = first; i <= last; i++) {
            float x = Math.min(to, (i - first) * 3);
            var box = new Box(10 + x, 5, 30 + x, 25);
            try (var frame = room.pending(id, i * 200_000_000L)) {
                var face = new Detection(box, label.apply(i), Room.FACE.score());
                camera.look(frame, List.of(face), i * 200_000_000L);
            }
        }
    }

    private static Album keeping(List<Album.Look> looks) {
        return new Album() {
            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void looked(Look look, RgbPicture picture) {
                looks.add(look);
            }

            @Override
            public void lost(List<MaskEvent> events) {}

            @Override
            public void ended(MaskEvent end) {}

            @Override
            public void left(String camera) {}
        };
    }

    private static final RuleKeys.Alarm ALARM = new RuleKeys.Alarm(
            0, Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofSeconds(10), Optional.empty());

    private static CameraRules rules() {
        return rules("entry");
    }

    private static CameraRules rules(String name) {
        var line = new RuleKeys.Line(name, new Point(0.5, 1), new Point(0.5, 0));
        var quiet = RuleSettings.of(Room.camera("a", "rtsp://camera/", false), ZoneOffset.UTC)
                .quiet();
        var settings =
                new RuleSettings(List.of(), false, List.of(line), quiet, Optional.of(ALARM), Duration.ofMinutes(15));
        return new CameraRules("gate", "a", settings, UUID::randomUUID);
    }

    /** Whoever asks Prometheus for an increase is not told of what a counter that was not there begins with. */
    @Test
    void theFirstEventAlarmAndCrossingAreStepsOfCountersThatAreThere() {
        room.tracked("a", room.board("a"), room, rules());

        assertThat(room.metrics.registry.scrape().stream()
                        .filter(CounterSnapshot.class::isInstance)
                        .flatMap(counter -> counter.getDataPoints().stream()
                                .filter(point -> "a".equals(point.getLabels().get("camera")))
                                .map(point -> counter.getMetadata().getName() + point.getLabels())))
                .contains(
                        "maskgate_events{camera=\"a\",label=\"no facemask\",type=\"new\"}",
                        "maskgate_alarms{camera=\"a\",state=\"on\"}",
                        "maskgate_line_crossings{camera=\"a\",direction=\"out\",line=\"entry\"}",
                        "maskgate_tracks_undecided{camera=\"a\"}",
                        "maskgate_frames_dropped{camera=\"a\",reason=\"engine\"}",
                        "maskgate_camera_threads_replaced{camera=\"a\",reason=\"stuck\"}");
    }

    /** Sparkplug's births name them; a host must not go on showing one that is no more. */
    @Test
    void itsLinesAreToldWhenItBeginsAndWhenAReloadChangesThem() {
        var camera = room.tracked("a", room.board("a"), room, rules());
        assertThat(room.lines).containsExactly("a [entry]");

        camera.follow(rules("exit").settings());
        camera.tick(0);
        assertThat(room.lines).containsExactly("a [entry]", "a [exit]");
    }

    /** Sums of both ways would otherwise go on under one name: what was counted the wrong way round, say. */
    @Test
    void aLineThatAReloadTurnsRoundIsToldAsOneThatGoesAndOneThatComes() {
        var settings = rules().settings();
        var entry = settings.lines().getFirst();
        var exit = new RuleKeys.Line("exit", new Point(0.2, 1), new Point(0.2, 0));
        var before = with(settings, List.of(entry, exit));
        var camera = room.tracked("a", room.board("a"), room, new CameraRules("gate", "a", before, UUID::randomUUID));

        camera.follow(with(settings, List.of(new RuleKeys.Line("entry", entry.to(), entry.from()), exit)));
        camera.tick(0);
        assertThat(room.lines).containsExactly("a [entry, exit]", "a [exit]", "a [entry, exit]");
    }

    private static RuleSettings with(RuleSettings settings, List<RuleKeys.Line> lines) {
        return new RuleSettings(
                settings.zones(), settings.onlyZones(), lines, settings.quiet(), settings.alarm(), settings.window());
    }

    @Test
    void anAlarmGoesOnForItsTimeAfterACameraThatIsSwitchedOffFromTheStart() {
        var id = new UUID(0x7000, 1);
        var begun = new AlarmEvent(
                id, id, "gate", "a", Optional.empty(), 0, 1, Instant.EPOCH, Optional.empty(), Instant.EPOCH);
        var rules = rules();
        assertThat(rules.resume(begun)).isTrue();
        var camera = room.tracked("a", room.board("a"), room, rules);
        long now = Duration.ofDays(3).toNanos();

        camera.requestFinish();
        camera.tick(now);
        camera.tick(now + Duration.ofSeconds(29).toNanos());
        assertThat(room.news).noneMatch(AlarmEvent.class::isInstance);
        camera.tick(now + Duration.ofSeconds(30).toNanos());
        assertThat(room.news).filteredOn(AlarmEvent.class::isInstance).hasSize(1);
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
