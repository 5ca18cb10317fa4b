package io.maskgate.daemon.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.MaskEvent.Type;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import org.junit.jupiter.api.Test;

/** Somebody leaves by the edge of the picture, and a moment later a face comes in there. */
class PictureEdgeTest {
    private static final int OUTSIDE = 3;

    private final Looks camera = new Looks();

    @Test
    void whoComesInWithTheOtherLabelIsSomebodyElse() {
        leave(MaskLabel.NO_FACEMASK);
        enter(MaskLabel.FACEMASK);

        assertThat(camera.of(Type.NEW))
                .extracting(MaskEvent::label)
                .containsExactly(MaskLabel.NO_FACEMASK, MaskLabel.FACEMASK);
        assertThat(camera.of(Type.UPDATE)).isEmpty();
    }

    @Test
    void whoComesBackWithTheSameLabelStaysTheSame() {
        leave(MaskLabel.NO_FACEMASK);
        enter(MaskLabel.NO_FACEMASK);

        assertThat(camera.tracks()).hasSize(1);
    }

    private void leave(MaskLabel label) {
        for (double x = 190; x > 20; x -= 20) {
            look(x, label);
        }
        for (int i = 0; i < OUTSIDE; i++) {
            camera.look();
        }
    }

    private void enter(MaskLabel label) {
        for (double x = 20; x < 130; x += 20) {
            look(x, label);
        }
        camera.finish();
    }

    /** A look at as much of a face as is in the picture. */
    private void look(double x, MaskLabel label) {
        var whole = Looks.detection(x, 200, 80, label, 0.9);
        camera.look(new Detection(whole.box().clip(Looks.WIDTH, Looks.HEIGHT), label, whole.score()));
    }
}
