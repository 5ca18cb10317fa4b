package io.maskgate.daemon.tracking;

import static io.maskgate.daemon.tracking.Looks.bare;
import static io.maskgate.daemon.tracking.Looks.detection;
import static io.maskgate.daemon.tracking.Looks.masked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.MaskEvent.Type;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaceTrackingTest {
    private final Looks camera = new Looks();

    @Test
    void aFaceSeenThreeTimesIsNewAndEndsWhenGone() {
        camera.look(masked(300, 200, 60));
        var firstSeen = camera.wall();
        camera.look(masked(300, 200, 60));
        assertThat(camera.events).isEmpty();

        camera.look(masked(302, 201, 60));
        var thirdSeen = camera.wall();
        assertThat(camera.events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(Type.NEW);
            assertThat(event.seq()).isEqualTo(1);
            assertThat(event.label()).isEqualTo(MaskLabel.FACEMASK);
            assertThat(event.score()).isCloseTo(0.9, within(1e-6));
            assertThat(event.box()).isEqualTo(new Box(272, 171, 332, 231));
            assertThat(event.frameWidth()).isEqualTo(Looks.WIDTH);
            assertThat(event.since()).isEqualTo(firstSeen);
            assertThat(event.at()).isEqualTo(thirdSeen);
            assertThat(event.gateway()).isEqualTo("gate");
            assertThat(event.camera()).isEqualTo("door");
            assertThat(event.model()).isEqualTo("lightmask-320@0a1b2c3d");
        });

        for (int i = 0; i < 10; i++) {
            camera.look();
        }
        assertThat(camera.of(Type.END)).isEmpty();

        camera.look();
        assertThat(camera.of(Type.END)).singleElement().satisfies(event -> {
            assertThat(event.seq()).isEqualTo(2);
            assertThat(event.at()).isEqualTo(thirdSeen);
            assertThat(event.summary()).contains(new MaskEvent.Summary(Duration.ofMillis(400), 1, 0));
        });
    }

    @Test
    void aFaceThatIsLookedForEveryFourSecondsIsOneFaceAllTheSame() {
        camera.after(4);
        for (int i = 0; i < 5; i++) {
            camera.silence(3);
            camera.after(1, masked(300 + i, 200, 60));
        }
        assertThat(camera.of(Type.NEW)).hasSize(1);
        assertThat(camera.of(Type.END)).as("missed by no look yet").isEmpty();

        camera.after(4);
        assertThat(camera.of(Type.END)).as("missed by one look").isEmpty();
        camera.after(4);
        camera.silence(3);
        assertThat(camera.of(Type.END)).hasSize(1);
        assertThat(camera.tracks()).hasSize(1);
    }

    /** As with cameras that make a key frame when the scene changes, besides those at their pace. */
    @Test
    void aKeyFrameOutOfTurnDoesNotMakeLooksFrequent() {
        for (double seconds : new double[] {2, 2, 2, 2, 0.5, 0.5}) {
            camera.after(seconds, masked(300, 200, 60));
        }
        camera.silence(2.25);
        camera.after(0.25, masked(300, 200, 60));
        assertThat(camera.of(Type.END)).as("no look has missed it").isEmpty();
    }

    @Test
    void aPauseOfTheCameraDoesNotStretchWhenFacesAreGone() {
        camera.stand(3, masked(300, 200, 60));
        camera.silence(2.1);
        assertThat(camera.of(Type.END)).hasSize(1);
        camera.after(6, masked(300, 200, 60));
        camera.stand(3, masked(300, 200, 60));
        camera.silence(2.1);
        assertThat(camera.of(Type.END)).hasSize(2);
    }

    /** Somebody is seen for a moment between two outages: he is not in view for as long as the first one was. */
    @Test
    void anOutageDoesNotStretchItEitherWhenTheNextComesAtOnce() {
        camera.stand(3, masked(300, 200, 60));
        camera.silence(60);
        camera.after(1, masked(300, 200, 60));
        camera.look(masked(300, 200, 60));
        camera.look(masked(300, 200, 60));
        assertThat(camera.of(Type.NEW)).hasSize(2);
        camera.silence(2.1);
        assertThat(camera.of(Type.END)).hasSize(2);
    }

    /** Key frames may be as rare as decode.floor allows. */
    @ParameterizedTest
    @ValueSource(doubles = {15, 26, 50, 130})
    void whereLooksAreRareByConfigurationAFaceIsFoundAndOneLookMayMissIt(double seconds) {
        var rare = new Looks(Looks.DEFAULTS, Duration.ofSeconds(134));
        for (int i = 0; i < 12; i++) {
            if (i == 7) {
                rare.after(seconds);
            } else {
                rare.after(seconds, masked(300, 200, 60));
            }
            rare.silence(1);
            rare.nanos -= 1_000_000_000;
        }
        assertThat(rare.of(Type.NEW)).hasSize(1);
        assertThat(rare.of(Type.END)).isEmpty();
    }

    /** As on a machine with far more cameras than it can look at. */
    @Test
    void looksThatAreRarerThanAskedForAreThePaceWhenTheyStaySo() {
        for (int i = 0; i < 8; i++) {
            camera.after(12, masked(300, 200, 60));
        }
        assertThat(camera.of(Type.NEW)).hasSize(1);
        assertThat(camera.of(Type.END)).isEmpty();
    }

    @Test
    void theEndComesThoughTheCameraIsSilent() {
        camera.stand(3, masked(300, 200, 60));

        camera.silence(1.9);
        assertThat(camera.of(Type.END)).isEmpty();

        var update = camera.silence(0.2);
        assertThat(camera.of(Type.END)).hasSize(1);
        assertThat(update.counts()).isEqualTo(FaceCounts.NONE);
    }

    @Test
    void finishingEndsAllInOrderOfBirthAndCanGoOnAfterwards() {
        camera.stand(3, masked(300, 200, 60));
        camera.stand(3, masked(300, 200, 60), bare(600, 200, 60));

        assertThat(camera.finish().events())
                .extracting(MaskEvent::label)
                .containsExactly(MaskLabel.FACEMASK, MaskLabel.NO_FACEMASK);
        assertThat(camera.finish().events()).isEmpty();

        camera.stand(3, masked(300, 200, 60));
        assertThat(camera.of(Type.NEW)).hasSize(3);
    }

    @Test
    void aSecondBoxInsideAFaceIsNotASecondFace() {
        var update = camera.look();
        for (int i = 0; i < 10; i++) {
            update = camera.look(masked(300, 200, 80), masked(300, 220, 40));
        }

        assertThat(update.counts().people()).isEqualTo(1);
        assertThat(camera.events).hasSize(1);
    }

    @Test
    void lowScoringClutterMakesNothing() {
        for (int i = 0; i < 100; i++) {
            camera.look(detection(300, 200, 60, MaskLabel.FACEMASK, 0.45));
        }
        camera.finish();

        assertThat(camera.events).isEmpty();
        assertThat(camera.undecided).isZero();
    }

    @Test
    void flashesOfHighScoringClutterMakeNothing() {
        for (int i = 0; i < 40; i++) {
            camera.look(masked(50 + 97 * i % 1200, 50 + 61 * i % 600, 40));
        }
        camera.finish();

        assertThat(camera.events).isEmpty();
    }

    @Test
    void lowScoringObservationsCarryAFaceThroughABadPatch() {
        camera.stand(3, masked(300, 200, 60));
        for (int i = 1; i <= 20; i++) {
            camera.look(detection(300 + 6 * i, 200, 60, MaskLabel.FACEMASK, 0.2));
        }
        camera.stand(3, masked(420, 200, 60));
        camera.finish();

        assertThat(camera.events).extracting(MaskEvent::type).containsExactly(Type.NEW, Type.END);
    }

    @Test
    void aWalkFasterThanTheFaceIsWideKeepsOneTrack() {
        for (int i = 0; i < 20; i++) {
            camera.look(masked(50 + 1.2 * 40 * i, 300, 40));
        }
        camera.finish();

        assertThat(camera.tracks()).hasSize(1);
        assertThat(camera.events).extracting(MaskEvent::type).containsExactly(Type.NEW, Type.END);
    }

    @Test
    void aWalkAcrossTheViewIsToldOfAtTwoLooksASecondToo() {
        // 1 m/s: a face is 0.16 m wide, so that it moves 3.1 widths from look to look.
        for (int i = 0; i < 8; i++) {
            camera.after(0.5, masked(50 + 125 * i, 300, 40));
        }
        camera.finish();

        assertThat(camera.tracks()).hasSize(1);
        assertThat(camera.events).extracting(MaskEvent::type).containsExactly(Type.NEW, Type.END);
    }

    /** They stand 0.64 m apart, as in a queue. */
    @Test
    void whoStandsBesideOneWhoLeavesDoesNotTakeOverHisTrackWhereLooksAreRare() {
        for (int i = 0; i < 6; i++) {
            camera.after(1, masked(200, 300, 40), masked(360, 300, 40));
        }
        String standing = idAt(360, camera.after(1, masked(200, 300, 40), masked(360, 300, 40)));

        var update = camera.after(1, masked(360, 300, 40), masked(520, 300, 40));

        assertThat(idAt(360, update)).isEqualTo(standing);
        assertThat(update.tracks()).noneMatch(view -> view.box().centerX() > 500);
    }

    private static String idAt(double x, Update update) {
        return update.tracks().stream()
                .filter(view -> Math.abs(view.box().centerX() - x) < 1)
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    void aSecondBehindAPillarKeepsTheTrack() {
        for (int i = 0; i < 30; i++) {
            boolean hidden = i >= 12 && i < 17;
            camera.look(hidden ? new Detection[0] : new Detection[] {masked(100 + 24 * i, 300, 40)});
        }
        camera.finish();

        assertThat(camera.tracks()).hasSize(1);
    }

    @Test
    void whoStopsBehindThePillarKeepsTheTrackToo() {
        for (int i = 0; i < 12; i++) {
            camera.look(masked(100 + 20 * i, 300, 40));
        }
        for (int i = 0; i < 8; i++) {
            camera.look();
        }
        camera.stand(5, masked(100 + 20 * 15, 300, 40));
        camera.finish();

        assertThat(camera.tracks()).hasSize(1);
    }

    @Test
    void crossingFacesKeepTheirTracks() {
        for (int i = 0; i < 25; i++) {
            camera.look(masked(100 + 30 * i, 300, 60), bare(820 - 30 * i, 320, 60));
        }
        camera.finish();

        assertThat(camera.tracks()).hasSize(2);
        assertThat(camera.events).extracting(MaskEvent::type).containsExactly(Type.NEW, Type.NEW, Type.END, Type.END);
        assertThat(camera.events.get(2).box().centerX()).isEqualTo(820);
        assertThat(camera.events.get(3).box().centerX()).isEqualTo(100);
    }

    @Test
    void crossingFacesOfOneLabelWithTheHinderOneHiddenKeepTheirTracks() {
        for (int i = 0; i < 25; i++) {
            var front = masked(100 + 30 * i, 300, 70);
            var behind = masked(820 - 30 * i, 310, 60);
            boolean hidden = front.box().iou(behind.box()) > 0.15;
            camera.look(hidden ? new Detection[] {front} : new Detection[] {front, behind});
        }
        camera.finish();

        assertThat(camera.tracks()).hasSize(2);
        assertThat(camera.events.get(2).box().centerX()).isEqualTo(820);
        assertThat(camera.events.get(3).box().centerX()).isEqualTo(100);
    }

    @Test
    void irregularTimeIsBorne() {
        double[] steps = {0.2, 0.13, 0.31, 0, 0.2, 0.45, 0.05, 0.2, -0.1, 0.3, 0.2, 0.2};
        double x = 100;
        for (double step : steps) {
            x += 150 * step;
            camera.after(step, masked(x, 300, 40));
        }
        camera.finish();

        assertThat(camera.tracks()).hasSize(1);
        assertThat(camera.events).extracting(MaskEvent::type).containsExactly(Type.NEW, Type.END);
    }

    @Test
    void afterAGapLongerThanTheLimitTheSameFaceIsANewTrack() {
        camera.stand(3, masked(300, 200, 60));
        camera.after(2.5, masked(300, 200, 60));
        camera.stand(2, masked(300, 200, 60));

        assertThat(camera.events).extracting(MaskEvent::type).containsExactly(Type.NEW, Type.END, Type.NEW);
        assertThat(camera.tracks()).hasSize(2);
    }

    @Test
    void aChangeOfResolutionKeepsTheTrack() {
        camera.stand(3, masked(300, 200, 60));
        for (int i = 0; i < 3; i++) {
            camera.nanos += 200_000_000;
            camera.events.addAll(camera.tracking
                    .update(List.of(masked(150, 100, 30)), camera.nanos, camera.wall(), 640, 360)
                    .events());
        }
        camera.finish();

        assertThat(camera.events).extracting(MaskEvent::type).containsExactly(Type.NEW, Type.END);
        assertThat(camera.events.getLast().frameWidth()).isEqualTo(640);
    }

    @Test
    void aFloodOfFacesIsBoundedAndCounted() {
        var flood = new Detection[400];
        for (int i = 0; i < flood.length; i++) {
            flood[i] = masked(20 + i % 40 * 30, 20 + i / 40 * 30, 20);
        }
        var update = camera.look(flood);
        for (int i = 0; i < 3; i++) {
            update = camera.look(flood);
        }

        assertThat(update.counts().people()).isEqualTo(300);
        assertThat(update.refused()).isEqualTo(100);
    }

    @Test
    void brokenBoxesAreIgnored() {
        var update = camera.look(
                new Detection(new Box(Float.NaN, 0, 10, 10), MaskLabel.FACEMASK, 0.9f),
                new Detection(new Box(10, 10, 10, 40), MaskLabel.FACEMASK, 0.9f),
                new Detection(new Box(0, 0, Float.POSITIVE_INFINITY, 10), MaskLabel.FACEMASK, 0.9f),
                new Detection(new Box(0, 0, 40, 40), MaskLabel.FACEMASK, Float.NaN));

        assertThat(update.counts()).isEqualTo(FaceCounts.NONE);
        assertThat(camera.finish().events()).isEmpty();
    }

    @Test
    void viewsShowConfirmedFacesWithTheirLabelOnceSettled() {
        assertThat(camera.look(masked(300, 200, 60)).tracks()).isEmpty();
        camera.look(bare(300, 200, 60));
        assertThat(camera.look(masked(300, 200, 60)).tracks())
                .singleElement()
                .extracting(TrackView::label)
                .isEqualTo(Optional.empty());
        camera.stand(9, masked(300, 200, 60));

        var views = camera.look(masked(300, 200, 60)).tracks();
        assertThat(views).singleElement().satisfies(view -> {
            assertThat(view.id()).isEqualTo(camera.events.getFirst().track());
            assertThat(view.label()).contains(MaskLabel.FACEMASK);
            assertThat(view.box()).isEqualTo(masked(300, 200, 60).box());
        });
    }
}
