package io.maskgate.daemon.privacy;

import static io.maskgate.daemon.config.PrivacyKeys.PrivacyMode.AGGREGATE;
import static io.maskgate.daemon.config.PrivacyKeys.PrivacyMode.EVENTS;
import static io.maskgate.daemon.config.PrivacyKeys.PrivacyMode.PICTURES;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.camera.Picture;
import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of PRIVACY.md. */
class PrivacyGateTest {
    private static final byte[] PICTURE = {1, 2, 3};

    private static Set<Exit> open(PrivacyMode mode, boolean preview) {
        var gate = Gates.of(mode, preview);
        return Arrays.stream(Exit.values()).filter(gate::permits).collect(Collectors.toSet());
    }

    @Test
    void inModeAggregateCountsPerIntervalAreAllThatLeaves() {
        assertThat(open(AGGREGATE, false)).containsExactly(Exit.AGGREGATES);
        assertThat(open(AGGREGATE, true)).containsExactly(Exit.AGGREGATES);
    }

    @Test
    void inModeEventsPicturesLeaveOnlyWithThePreviewAndNoneIsStored() {
        var withoutPictures = EnumSet.of(
                Exit.EVENTS,
                Exit.EVENT_STREAM,
                Exit.CROSSINGS,
                Exit.ALARMS,
                Exit.LIVE_COUNTS,
                Exit.HISTORY,
                Exit.DETECTION);
        assertThat(open(EVENTS, false)).isEqualTo(withoutPictures);
        var all = EnumSet.complementOf(EnumSet.of(Exit.AGGREGATES, Exit.STORED_PICTURES));
        assertThat(open(EVENTS, true)).isEqualTo(all);
    }

    @Test
    void inModePicturesTheyMayBeStoredAsWell() {
        assertThat(open(PICTURES, false)).contains(Exit.STORED_PICTURES).doesNotContain(Exit.SNAPSHOT, Exit.PREVIEW);
        assertThat(open(PICTURES, true)).isEqualTo(EnumSet.complementOf(EnumSet.of(Exit.AGGREGATES)));
    }

    @Test
    void aRefusalNamesTheModeAndTheRemedyAndIsCounted() {
        var gate = Gates.of(AGGREGATE, true);
        var refusal = gate.ask(Exit.SNAPSHOT).orElseThrow();
        assertThat(refusal.code()).isEqualTo("privacy-mode");
        assertThat(refusal.detail())
                .isEqualTo("this gateway's privacy mode is aggregate, in which no pictures of cameras leave it; "
                        + "set privacy.mode to events and web.preview to true to allow pictures");
        assertThat(gate.refused(Exit.SNAPSHOT)).isEqualTo(1);
        assertThat(gate.picturesRefused()).isEqualTo(1);
    }

    @Test
    void aClosedGateLetsNoPictureOutAndCountsEveryAttempt() {
        var gate = Gates.events(false);
        assertThat(gate.pass(Exit.PREVIEW, PICTURE)).isEmpty();
        assertThat(gate.ask(Exit.SNAPSHOT))
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo("pictures-off"));
        assertThat(gate.picturesRefused()).isEqualTo(2);
        assertThat(gate.picturesPassed()).isZero();
    }

    @Test
    void anOpenGatePassesThePictureAndCountsIt() {
        var gate = Gates.events(true);
        assertThat(gate.ask(Exit.PREVIEW)).isEmpty();
        assertThat(gate.pass(Exit.PREVIEW, PICTURE)).contains(PICTURE);
        assertThat(gate.picturesPassed()).isEqualTo(1);
        assertThat(gate.picturesRefused()).isZero();
    }

    /** Whoever sees that pictures left must be able to believe it: the disk is not outside. */
    @Test
    void aPictureThatIsStoredIsNoneThatSomebodyOutsideAskedFor() {
        var gate = Gates.of(PICTURES, false);
        assertThat(gate.pass(Exit.STORED_PICTURES, PICTURE)).contains(PICTURE);
        assertThat(gate.picturesPassed()).isZero();
    }

    @Test
    void metricsThatMoveWithSingleFacesAreNotReadInModeAggregate() {
        var gate = Gates.of(AGGREGATE, false);
        assertThat(Set.of(
                        "maskgate_tracks",
                        "maskgate_tracks_undecided",
                        "maskgate_events",
                        "maskgate_inference_detections",
                        "maskgate_decoding_sparsely"))
                .noneMatch(gate::metric);
        assertThat(Set.of(
                        "maskgate_frames_decoded",
                        "maskgate_inference_pictures",
                        "maskgate_outbox_events",
                        "maskgate_camera_state",
                        "process_cpu_seconds"))
                .allMatch(gate::metric);
        assertThat(Gates.events(false).metric("maskgate_tracks")).isTrue();
    }

    @Test
    void facesAreCoveredInModeEventsForWhoMayNotSeeThem() {
        assertThat(Gates.of(EVENTS, true).faces(false)).isEqualTo(Faces.COVERED);
        assertThat(Gates.of(EVENTS, true).faces(true)).isEqualTo(Faces.SHOWN);
        assertThat(Gates.of(PICTURES, true).faces(false)).isEqualTo(Faces.SHOWN);
    }

    @Test
    void aPictureWithFacesPassesNobodyWhoMayNotSeeThemWhoeverAskedForIt() {
        var gate = Gates.of(EVENTS, true);
        var shown = new Picture(Faces.SHOWN, PICTURE);
        assertThat(gate.pass(Exit.PREVIEW, shown, false)).isEmpty();
        assertThat(gate.picturesRefused()).isEqualTo(1);
        assertThat(gate.pass(Exit.PREVIEW, shown, true)).contains(PICTURE);
        assertThat(gate.pass(Exit.PREVIEW, new Picture(Faces.COVERED, PICTURE), false))
                .contains(PICTURE);
    }
}
