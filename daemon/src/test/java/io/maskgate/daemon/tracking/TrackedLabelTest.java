package io.maskgate.daemon.tracking;

import static io.maskgate.daemon.tracking.Looks.bare;
import static io.maskgate.daemon.tracking.Looks.detection;
import static io.maskgate.daemon.tracking.Looks.masked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.MaskEvent.Type;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a face is said to wear, and when. */
class TrackedLabelTest {
    private final Looks camera = new Looks();

    @Test
    void countsFollowTheSettledLabels() {
        assertThat(camera.look(masked(300, 200, 60)).counts()).isEqualTo(FaceCounts.NONE);
        camera.look(masked(300, 200, 60), bare(600, 200, 60));

        assertThat(camera.look(masked(300, 200, 60), bare(600, 200, 60)).counts())
                .isEqualTo(new FaceCounts(1, 1, 0));
        assertThat(camera.look(masked(300, 200, 60), bare(600, 200, 60)).counts())
                .isEqualTo(new FaceCounts(2, 1, 1));
    }

    @Test
    void aMaskPutOnIsOneUpdateAndTheSharesTellWhen() {
        camera.stand(23, bare(300, 200, 60));
        camera.stand(30, masked(300, 200, 60));
        camera.finish();

        assertThat(camera.events).extracting(MaskEvent::type).containsExactly(Type.NEW, Type.UPDATE, Type.END);
        assertThat(camera.events).extracting(MaskEvent::seq).containsExactly(1, 2, 3);
        assertThat(camera.events.get(1).label()).isEqualTo(MaskLabel.FACEMASK);
        // Settled bare at sighting 3, changed at 23 + 8, last seen at 53: 28 and 22 steps.
        assertThat(camera.events.getLast().summary()).hasValueSatisfying(summary -> {
            assertThat(summary.facemaskShare()).isCloseTo(22.0 / 50, within(1e-9));
            assertThat(summary.noFacemaskShare()).isCloseTo(28.0 / 50, within(1e-9));
        });
    }

    @Test
    void flickerMakesNoUpdate() {
        camera.stand(5, masked(300, 200, 60));
        for (int i = 0; i < 50; i++) {
            camera.look(bare(300, 200, 60));
            camera.look(masked(300, 200, 60));
        }

        assertThat(camera.events).extracting(MaskEvent::type).containsExactly(Type.NEW);
    }

    @Test
    void aFaceThatFlickersFromTheStartIsUndecidedOnceUntilItSettles() {
        for (int i = 0; i < 30; i++) {
            camera.look(bare(300, 200, 60));
            camera.look(masked(300, 200, 60));
        }
        assertThat(camera.events).isEmpty();
        assertThat(camera.undecided).isEqualTo(1);

        camera.stand(10, bare(300, 200, 60));
        camera.finish();
        assertThat(camera.events).extracting(MaskEvent::type).containsExactly(Type.NEW, Type.END);
        assertThat(camera.events.getFirst().since()).isBefore(camera.wall().minusSeconds(13));
        assertThat(camera.undecided).isEqualTo(1);
    }

    @Test
    void aFaceGoneBeforeItWasSureIsUndecidedToo() {
        camera.look(bare(300, 200, 60));
        camera.look(masked(300, 200, 60));
        camera.look(bare(300, 200, 60));
        camera.silence(3);

        assertThat(camera.events).isEmpty();
        assertThat(camera.undecided).isEqualTo(1);
    }

    @Test
    void aFaceIsUndecidedInTimeThoughTheCameraIsSilent() {
        var patient = new Looks(new GatewayConfig.Tracking(3, 0.8, Duration.ofSeconds(10), Duration.ofSeconds(5)));
        for (int i = 0; i < 2; i++) {
            patient.look(masked(300, 200, 60));
            patient.look(bare(300, 200, 60));
        }
        patient.silence(4.5);
        assertThat(patient.undecided).isEqualTo(1);
    }

    @Test
    void aFaceWithTwoLabelsIsOneFaceAndCountsForTheSurerOne() {
        for (int i = 0; i < 5; i++) {
            camera.look(
                    detection(300, 200, 60, MaskLabel.FACEMASK, 0.8),
                    detection(303, 199, 58, MaskLabel.NO_FACEMASK, 0.3));
        }

        assertThat(camera.events).extracting(MaskEvent::label).containsExactly(MaskLabel.FACEMASK);
    }
}
