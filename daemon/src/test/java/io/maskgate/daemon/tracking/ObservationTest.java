package io.maskgate.daemon.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationTest {
    @Test
    void twoLabelsOnOneFaceBecomeOneObservationWithBothScores() {
        var observations = Observation.merge(List.of(
                new Detection(new Box(100, 100, 200, 200), MaskLabel.FACEMASK, 0.25f),
                new Detection(new Box(104, 100, 204, 200), MaskLabel.NO_FACEMASK, 0.75f)));

        assertThat(observations).singleElement().satisfies(face -> {
            assertThat(face.box()).isEqualTo(new Box(103, 100, 203, 200));
            assertThat(face.label()).isEqualTo(MaskLabel.NO_FACEMASK);
            assertThat(face.score()).isCloseTo(0.75, within(1e-6));
            assertThat(face.margin()).isCloseTo(0.5, within(1e-6));
        });
    }

    @Test
    void facesSideBySideStayTwo() {
        var observations = Observation.merge(List.of(
                new Detection(new Box(100, 100, 200, 200), MaskLabel.FACEMASK, 0.9f),
                new Detection(new Box(150, 100, 250, 200), MaskLabel.NO_FACEMASK, 0.8f)));

        assertThat(observations)
                .extracting(Observation::label)
                .containsExactly(MaskLabel.FACEMASK, MaskLabel.NO_FACEMASK);
    }
}
