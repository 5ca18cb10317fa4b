package io.maskgate.daemon.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static Detection face(float x, MaskLabel label, float score) {
        return new Detection(new Box(x, 0, x + 20, 20), label, score);
    }

    @Test
    void facesAreCountedByWhoSawThemAndHow() {
        var before = List.of(
                face(0, MaskLabel.FACEMASK, 0.9f),
                face(100, MaskLabel.FACEMASK, 0.9f),
                face(200, MaskLabel.NO_FACEMASK, 0.9f));
        var now = List.of(
                face(1, MaskLabel.FACEMASK, 0.8f),
                face(101, MaskLabel.NO_FACEMASK, 0.8f),
                face(300, MaskLabel.FACEMASK, 0.8f));

        var found = Agreement.NONE.plus(before, now, 0.5);

        assertThat(found).isEqualTo(new Agreement(1, 3, 3, 1, 1));
        assertThat(found.faces()).isEqualTo(4);
        assertThat(found.share()).hasValue(0.25);
        assertThat(found.text())
                .isEqualTo("they agreed on 1 of 4 faces (25 %) in 1 frames; 1 with another label, 1 seen by the old one"
                        + " alone, 1 by the new one alone");
    }

    @Test
    void whatIsBelowTheThresholdIsNoFaceAndOneFaceWithTwoLabelsIsOne() {
        var before = List.of(face(0, MaskLabel.FACEMASK, 0.9f), face(50, MaskLabel.FACEMASK, 0.4f));
        var now = List.of(face(0, MaskLabel.NO_FACEMASK, 0.6f), face(1, MaskLabel.FACEMASK, 0.7f));

        assertThat(Agreement.NONE.plus(before, now, 0.5)).isEqualTo(new Agreement(1, 1, 1, 1, 0));
    }

    @Test
    void withoutFacesThereIsNoShare() {
        assertThat(Agreement.NONE.text()).isEqualTo("no frame came to compare on");
        var empty = Agreement.NONE.plus(List.of(), List.of(), 0.5);
        assertThat(empty.share()).isEmpty();
        assertThat(empty.text()).isEqualTo("neither saw a face in 1 frames");
    }
}
