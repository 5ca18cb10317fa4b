package io.maskgate.daemon.rules;

import static io.maskgate.daemon.rules.Scene.face;
import static io.maskgate.hw.inference.MaskLabel.FACEMASK;
import static io.maskgate.hw.inference.MaskLabel.NO_FACEMASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.Days;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Point;
import io.maskgate.daemon.config.Polygon;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.MaskEvent.Type;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.events.Uuid7;
import io.maskgate.daemon.tracking.FaceTracking;
import io.maskgate.hw.inference.Detection;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CameraRulesTest {
    private final Scene scene = new Scene(Scene.settings(Optional.of(Scene.alarm(Optional.of("right"))), false));
    private final Scene zoned = new Scene(Scene.settings(Optional.empty(), true));

    @Test
    void anEventNamesTheZonesItsFaceIsInToTheEnd() {
        var in = List.of(face("a", 150, FACEMASK), face("b", 50, FACEMASK));
        var told = scene.look(in, scene.event("a", Type.NEW, 1, 150), scene.event("b", Type.NEW, 1, 50))
                .events();
        assertThat(told).extracting(MaskEvent::zones).containsExactly(List.of("right"), List.of());
        var ended = scene.pass(scene.event("a", Type.END, 2, 150)).events();
        assertThat(ended).extracting(MaskEvent::zones).containsExactly(List.of("right"));
    }

    @Test
    void aFaceThatTremblesAtTheEdgeStaysInItsZoneAndOneThatGoesLeavesIt() {
        // A quarter of the face's side, 5 px, is no way.
        assertThat(zones(101)).containsExactly("right");
        assertThat(zones(97)).containsExactly("right");
        assertThat(zones(94)).isEmpty();
        assertThat(zones(97)).isEmpty();
    }

    private List<String> zones(double x) {
        return scene.look(List.of(face("a", x, FACEMASK)), scene.event("a", Type.UPDATE, 2, x))
                .events()
                .getFirst()
                .zones();
    }

    @Test
    void outsideEveryZoneAFaceIsNotToldOfUntilItEntersAndThenToItsEnd() {
        var outside = zoned.look(List.of(face("a", 50, FACEMASK)), zoned.event("a", Type.NEW, 1, 50));
        assertThat(outside.events()).isEmpty();
        assertThat(outside.suppressed()).isEqualTo(Map.of("zone", 1));
        assertThat(outside.counts()).isEqualTo(FaceCounts.NONE);

        var entered = zoned.look(List.of(face("a", 150, FACEMASK)));
        assertThat(entered.events()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(Type.NEW);
            assertThat(event.seq()).isEqualTo(1);
            assertThat(event.zones()).containsExactly("right");
            assertThat(event.box()).isEqualTo(Scene.box(150));
            assertThat(event.at()).isEqualTo(zoned.now());
            assertThat(event.since()).isEqualTo(Scene.NOON);
        });
        assertThat(entered.counts()).isEqualTo(new FaceCounts(1, 1, 0));

        zoned.look(List.of(face("a", 50, FACEMASK)));
        var end = zoned.pass(zoned.event("a", Type.END, 2, 50)).events();
        assertThat(end).extracting(MaskEvent::type, MaskEvent::seq).containsExactly(tuple(Type.END, 2));
    }

    /** A face that was not told of is told of later in the pixels of that time. */
    @Test
    void aFaceThatEntersAfterAChangeOfResolutionIsToldOfInTheNewOne() {
        zoned.look(List.of(face("a", 50, FACEMASK)), zoned.event("a", Type.NEW, 1, 50));
        assertThat(zoned.look(2, List.of(face("a", 300, FACEMASK))).events())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.box()).isEqualTo(Scene.box(300));
                    assertThat(List.of(event.frameWidth(), event.frameHeight())).containsExactly(400, 200);
                });
    }

    @Test
    void whoNeverEntersAZoneIsNeverToldOf() {
        zoned.look(List.of(face("a", 50, FACEMASK)), zoned.event("a", Type.NEW, 1, 50));
        zoned.look(List.of(face("a", 50, NO_FACEMASK)), zoned.event("a", Type.UPDATE, 2, 50));
        var end = zoned.pass(zoned.event("a", Type.END, 3, 50));
        assertThat(end.events()).isEmpty();
        assertThat(end.suppressed()).isEqualTo(Map.of("zone", 1));
    }

    @Test
    void ofFacesWhoseLabelWasNeverSureThoseInAZoneCount() {
        zoned.look(List.of(face("in", 150, FACEMASK), face("out", 50, FACEMASK)));
        assertThat(zoned.gone("in", "out").undecided()).isEqualTo(1);
    }

    /** As one whose label was sure is told of to its end. */
    @Test
    void aFaceWhoseLabelWasNeverSureCountsWhereverItWentAfterItWasInAZone() {
        zoned.look(List.of(face("a", 150, FACEMASK)));
        zoned.look(List.of(face("a", 50, FACEMASK)));
        assertThat(zoned.gone("a").undecided()).isEqualTo(1);
        assertThat(zoned.gone("a").undecided()).as("forgotten").isZero();
    }

    @Test
    void aFaceWhoseLabelWasNeverSureCountsWhereItWasThereBeforeSilentHours() {
        var quiet = silent(LocalTime.of(12, 1), LocalTime.of(13, 0));
        quiet.look(List.of(face("before", 50, NO_FACEMASK)));
        quiet.wait(60).look(List.of(face("before", 50, NO_FACEMASK), face("in", 150, NO_FACEMASK)));
        assertThat(quiet.rules().state().quiet()).isTrue();
        assertThat(quiet.gone("before", "in").undecided()).isEqualTo(1);
    }

    @Test
    void crossingALineIsToldWithItsDirectionTrackAndLabel() {
        scene.look(List.of(face("a", 80, NO_FACEMASK)));
        var seenBeyond = scene.now().plusSeconds(1);
        assertThat(crossings(scene.look(List.of(face("a", 102, NO_FACEMASK))))).isEmpty();
        var crossed = crossings(scene.look(List.of(face("a", 120, NO_FACEMASK))));
        assertThat(crossed).singleElement().satisfies(it -> {
            assertThat(it.line()).isEqualTo("middle");
            assertThat(it.direction()).isEqualTo(LineCrossing.Direction.IN);
            assertThat(it.track()).isEqualTo("a");
            assertThat(it.label()).contains(NO_FACEMASK);
            assertThat(it.at()).isEqualTo(seenBeyond);
        });
        assertThat(crossings(scene.look(List.of(face("a", 80, NO_FACEMASK)))))
                .extracting(LineCrossing::direction)
                .containsExactly(LineCrossing.Direction.OUT);
    }

    /** As at a door, where a face appears and the line is crossed within the looks that make it a face. */
    @Test
    void whoCrossesInHisFirstLooksHasCrossed() {
        var tracking = new FaceTracking(
                new FaceTracking.Source("gate", "door", "m@00000000"),
                new GatewayConfig.Tracking(3, 0.8, Duration.ofSeconds(2), Duration.ofSeconds(5)),
                0.5,
                new Uuid7(scene::now, new Random(1)),
                Duration.ofMillis(200));
        var told = new ArrayList<LineCrossing>();
        long nanos = 0;
        for (double x : new double[] {85, 95, 108, 120}) {
            nanos += 200_000_000;
            var wall = Scene.NOON.plusNanos(nanos);
            var seen = new Detection(Scene.box(x), NO_FACEMASK, 0.9f);
            var update = tracking.update(List.of(seen), nanos, wall, Scene.WIDTH, Scene.HEIGHT);
            told.addAll(crossings(scene.rules().look(update, Scene.WIDTH, Scene.HEIGHT, nanos, wall)));
        }
        assertThat(told).singleElement().satisfies(crossing -> {
            assertThat(crossing.direction()).isEqualTo(LineCrossing.Direction.IN);
            assertThat(crossing.label()).contains(NO_FACEMASK);
            assertThat(crossing.at()).isEqualTo(Scene.NOON.plusMillis(600));
        });
    }

    private static List<LineCrossing> crossings(Outcome outcome) {
        return outcome.news().stream()
                .filter(LineCrossing.class::isInstance)
                .map(LineCrossing.class::cast)
                .toList();
    }

    private static List<AlarmEvent> alarms(Outcome outcome) {
        return outcome.news().stream()
                .filter(AlarmEvent.class::isInstance)
                .map(AlarmEvent.class::cast)
                .toList();
    }

    @Test
    void anAlarmOfAZoneCountsNobodyElse() {
        for (int i = 0; i < 10; i++) {
            assertThat(alarms(scene.look(List.of(face("a", 50, NO_FACEMASK))))).isEmpty();
        }
        assertThat(scene.rules().state().alarm()).contains(new RuleState.Alarm(false, Optional.empty(), 0));
    }

    @Test
    void anAlarmBeginsAndEndsWithAnEventOfEachAndItsState() {
        var first = scene.look(List.of(face("a", 150, NO_FACEMASK)));
        assertThat(first.news()).contains(new RuleNews.AlarmState("door", Optional.of(false)));
        var since = scene.now();
        scene.look(List.of(face("a", 150, NO_FACEMASK), face("b", 160, NO_FACEMASK)));
        scene.look(List.of(face("a", 150, NO_FACEMASK)));
        var raised = scene.look(List.of(face("a", 150, NO_FACEMASK)));
        assertThat(raised.news()).contains(new RuleNews.AlarmState("door", Optional.of(true)));
        var begun = alarms(raised).getFirst();
        assertThat(begun.since()).isEqualTo(since);
        assertThat(begun.peak()).isEqualTo(2);
        assertThat(begun.zone()).contains("right");
        assertThat(begun.alarm()).isEqualTo(begun.id());
        assertThat(scene.rules().state().alarm()).contains(new RuleState.Alarm(true, Optional.of(since), 2));

        scene.look(List.of());
        var until = scene.now();
        scene.pass();
        var over = alarms(scene.pass()).getFirst();
        assertThat(over.alarm()).isEqualTo(begun.id());
        assertThat(over.id()).isNotEqualTo(begun.id());
        assertThat(over.ended()).contains(new AlarmEvent.Ended(until, AlarmEvent.Reason.CLEARED));
    }

    @Test
    void anAlarmOfAnEarlierProcessGoesOnAndEndsUnderItsId() {
        var begun = raise(scene);
        var next = new Scene(Scene.settings(Optional.of(Scene.alarm(Optional.of("right"))), false));
        assertThat(next.rules().resume(begun)).isTrue();
        assertThat(next.look(List.of()).news()).contains(new RuleNews.AlarmState("door", Optional.of(true)));
        next.pass();
        assertThat(alarms(next.pass())).extracting(AlarmEvent::alarm).containsExactly(begun.id());
    }

    private static AlarmEvent raise(Scene scene) {
        for (int i = 0; i < 3; i++) {
            scene.look(List.of(face("a", 150, NO_FACEMASK)));
        }
        return alarms(scene.look(List.of(face("a", 150, NO_FACEMASK)))).getFirst();
    }

    @Test
    void anAlarmOfAnotherLimitHasNoPlaceAnyMore() {
        var begun = raise(scene);
        var next = new Scene(Scene.settings(Optional.of(Scene.alarm(Optional.empty())), false));
        assertThat(next.rules().resume(begun)).isFalse();
    }

    @Test
    void aChangeOfTheAlarmEndsTheOneThatIsOnAndOneOfOtherRulesDoesNot() {
        raise(scene);
        var same = Scene.settings(Optional.of(Scene.alarm(Optional.of("right"))), true);
        assertThat(scene.change(same)).isEmpty();
        var without = Scene.settings(Optional.empty(), false);
        assertThat(scene.change(without)).singleElement().satisfies(news -> {
            var ended = ((AlarmEvent) news).ended().orElseThrow();
            assertThat(ended.reason()).isEqualTo(AlarmEvent.Reason.CONFIGURATION);
        });
        assertThat(scene.pass().news()).contains(new RuleNews.AlarmState("door", Optional.empty()));
        assertThat(scene.rules().state().alarm()).isEmpty();
    }

    @Test
    void anAlarmOfWhichOnlyTheTimesChangeGoesOnWithTheNewOnes() {
        var begun = raise(scene);
        var patient = new RuleKeys.Alarm(
                0, Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(10), Optional.of("right"));
        assertThat(scene.change(Scene.settings(Optional.of(patient), false))).isEmpty();
        scene.pass();
        for (int i = 0; i < 3; i++) {
            assertThat(alarms(scene.pass())).isEmpty();
        }
        assertThat(alarms(scene.pass())).singleElement().satisfies(ended -> {
            assertThat(ended.alarm()).isEqualTo(begun.id());
            assertThat(ended.ended().orElseThrow().reason()).isEqualTo(AlarmEvent.Reason.CLEARED);
        });
    }

    /** A reload comes between two looks: until the next one, nothing but this is known of where faces are. */
    @Test
    void anotherZoneAndAnotherLineChangeNothingForThoseThatStay() {
        scene.look(List.of(face("a", 80, NO_FACEMASK)));
        scene.look(List.of(face("a", 102, NO_FACEMASK)));
        var corner = new RuleKeys.Zone(
                "corner", new Polygon(List.of(new Point(0, 0), new Point(0.1, 0), new Point(0, 0.1))));
        var edge = new RuleKeys.Line("edge", new Point(0.1, 1), new Point(0.1, 0));
        var before = Scene.settings(Optional.of(Scene.alarm(Optional.of("right"))), false);
        scene.change(new RuleSettings(
                List.of(corner, Scene.RIGHT),
                true,
                List.of(edge, Scene.MIDDLE),
                before.quiet(),
                before.alarm(),
                before.window()));
        var between = scene.tick(List.of(face("a", 102, NO_FACEMASK)));
        assertThat(between.counts()).isEqualTo(new FaceCounts(1, 0, 1));
        assertThat(crossings(scene.look(List.of(face("a", 120, NO_FACEMASK)))))
                .extracting(LineCrossing::line)
                .containsExactly("middle");
    }

    /** Who stands in it was in view all the time. */
    @Test
    void theFirstZoneOfACameraIsKnownToHoldAFaceBeforeTheNextLook() {
        var alarm = Optional.of(Scene.alarm(Optional.empty()));
        var zones = Scene.settings(alarm, true);
        var without = new Scene(
                new RuleSettings(List.of(), false, zones.lines(), zones.quiet(), zones.alarm(), zones.window()));
        var faces = List.of(face("a", 150, NO_FACEMASK), face("out", 50, NO_FACEMASK));
        without.look(faces);
        var since = without.now();
        without.look(faces);
        without.look(faces);

        assertThat(without.change(zones)).isEmpty();

        var between = without.tick(faces);
        assertThat(between.counts()).isEqualTo(new FaceCounts(1, 0, 1));
        assertThat(alarms(between)).extracting(AlarmEvent::since).containsExactly(since);
    }

    @Test
    void theRateIsToldWhenItChanges() {
        assertThat(scene.look(List.of()).news()).contains(new RuleNews.ComplianceRate("door", OptionalInt.empty()));
        assertThat(scene.look(List.of(face("a", 50, FACEMASK))).news())
                .contains(new RuleNews.ComplianceRate("door", OptionalInt.of(100)));
        assertThat(scene.look(List.of(face("a", 50, FACEMASK))).news()).isEmpty();
        assertThat(scene.look(List.of(face("b", 50, NO_FACEMASK))).news())
                .contains(new RuleNews.ComplianceRate("door", OptionalInt.of(50)));
        assertThat(scene.wait(61).pass().news()).contains(new RuleNews.ComplianceRate("door", OptionalInt.empty()));
    }

    private static Scene silentForAMinute() {
        return silent(LocalTime.of(11, 0), LocalTime.of(12, 1));
    }

    private static Scene silent(LocalTime from, LocalTime to) {
        var hours = new RuleKeys.QuietHours(new Days(Set.of(DayOfWeek.TUESDAY)), from, to, false);
        return new Scene(new RuleSettings(
                List.of(),
                false,
                List.of(),
                new QuietTimes(List.of(hours), ZoneOffset.UTC),
                Optional.of(Scene.alarm(Optional.empty())),
                Duration.ofMinutes(1)));
    }

    /** The end of such a face, which is at its last sight, would else come before its begin. */
    @Test
    void aFaceThatIsToldOfBetweenTwoLooksIsToldOfAsItWasLastSeen() {
        var quiet = silentForAMinute();
        quiet.look(List.of(face("a", 50, NO_FACEMASK)), quiet.event("a", Type.NEW, 1, 50));
        assertThat(quiet.gone("b").undecided()).isZero();
        quiet.look(List.of(face("a", 50, NO_FACEMASK)), quiet.event("a", Type.NEW, 1, 50));
        var after = quiet.wait(60).tick(List.of(face("a", 50, NO_FACEMASK)));
        assertThat(after.events()).extracting(MaskEvent::at).containsExactly(Scene.NOON);
    }

    @Test
    void inSilentHoursNoFaceIsBegunToBeToldOfAndAfterwardsItIs() {
        var quiet = silentForAMinute();
        var told = quiet.look(List.of(face("a", 50, NO_FACEMASK)), quiet.event("a", Type.NEW, 1, 50));
        assertThat(told.events()).isEmpty();
        assertThat(told.suppressed()).isEqualTo(Map.of("quiet", 1));
        assertThat(quiet.rules().state().quiet()).isTrue();
        assertThat(quiet.rules().state().silent()).isTrue();
        for (int i = 0; i < 10; i++) {
            assertThat(alarms(quiet.look(List.of(face("a", 50, NO_FACEMASK))))).isEmpty();
        }
        var after = quiet.wait(60).look(List.of(face("a", 50, NO_FACEMASK)));
        assertThat(after.events()).extracting(MaskEvent::type).containsExactly(Type.NEW);
        assertThat(quiet.rules().state().quiet()).isFalse();
        assertThat(quiet.rules().state().silent()).isFalse();
    }
}
