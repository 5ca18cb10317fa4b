package io.maskgate.daemon.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.samples.Hardness.Reason;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HardnessTest {
    private static final Box BOX = new Box(10, 10, 50, 60);
    private static final Optional<MaskLabel> MASK = Optional.of(MaskLabel.FACEMASK);

    private final Hardness hardness = new Hardness(0.7);
    private long now;

    private static Face face(String track, Optional<MaskLabel> label, double facemask, double noFacemask) {
        return new Face(track, BOX, label, facemask, noFacemask);
    }

    private Optional<Reason> after(Duration pause, Face face) {
        now += pause.toNanos();
        return hardness.judge(face, now);
    }

    private Optional<Reason> look(Optional<MaskLabel> label, double facemask, double noFacemask) {
        return after(Duration.ofSeconds(3), face("one", label, facemask, noFacemask));
    }

    @Test
    void aSureLookThatAgreesWithItsTrackTeachesNothing() {
        assertThat(look(MASK, 0.95, 0.05)).isEmpty();
        assertThat(look(Optional.empty(), 0.95, 0.05)).isEmpty();
    }

    @Test
    void aSureLookThatContradictsItsTrackFlickers() {
        assertThat(look(MASK, 0.1, 0.9)).contains(Reason.FLICKER);
    }

    @Test
    void bothLabelsAtOnceAreATie() {
        assertThat(look(MASK, 0.8, 0.6)).contains(Reason.TIE);
        assertThat(look(MASK, 0.8, 0.4)).isEmpty();
    }

    @Test
    void aKnownFaceThatIsHardlySeenIsFaint() {
        assertThat(look(MASK, 0.4, 0.1)).contains(Reason.FAINT);
    }

    @Test
    void aFaceWithoutALabelAfterTenLooksIsUndecided() {
        for (int i = 0; i < 9; i++) {
            assertThat(look(Optional.empty(), 0.4, 0.1)).isEmpty();
        }
        assertThat(look(Optional.empty(), 0.4, 0.1)).contains(Reason.UNDECIDED);
    }

    @Test
    void aFaceOfAFewPixelsTeachesNothing() {
        var speck = new Face("speck", new Box(0, 0, 12, 30), MASK, 0.1, 0.9);
        assertThat(hardness.judge(speck, 0)).isEmpty();
    }

    @Test
    void ofOneFaceAFewAreKeptSecondsApart() {
        var hard = face("one", MASK, 0.1, 0.9);
        assertThat(after(Duration.ZERO, hard)).isPresent();
        assertThat(after(Duration.ofMillis(1900), hard)).isEmpty();
        assertThat(after(Duration.ofMillis(200), hard)).isPresent();
        assertThat(after(Duration.ofSeconds(2), hard)).isPresent();
        assertThat(after(Duration.ofSeconds(20), hard)).isEmpty();
        assertThat(after(Duration.ZERO, face("two", MASK, 0.1, 0.9))).isPresent();
    }

    @Test
    void aCameraGivesTwelveAtOnceAndThenOneAMinute() {
        int kept = 0;
        for (int i = 0; i < 600; i++) {
            kept += after(Duration.ofSeconds(1), face("face " + i, MASK, 0.1, 0.9))
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertThat(kept).isBetween(12 + 9, 12 + 10);
    }

    @Test
    void scoresAreThoseOfTheDetectionsOnTheFace() {
        var found = List.of(
                new Detection(new Box(11, 11, 51, 61), MaskLabel.FACEMASK, 0.6f),
                new Detection(new Box(9, 9, 49, 59), MaskLabel.NO_FACEMASK, 0.3f),
                new Detection(new Box(200, 10, 240, 60), MaskLabel.NO_FACEMASK, 0.9f));
        var face = Face.of("one", BOX, MASK, found).orElseThrow();
        assertThat(face.facemask()).isEqualTo(0.6f);
        assertThat(face.noFacemask()).isEqualTo(0.3f);
        assertThat(Face.of("gone", new Box(100, 100, 140, 160), MASK, found)).isEmpty();
    }
}
