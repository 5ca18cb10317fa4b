package io.maskgate.daemon.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PictureGateTest {
    private static final byte[] PICTURE = {1, 2, 3};

    @Test
    void aClosedGateLetsNothingOutAndCountsEveryAttempt() {
        var gate = new PictureGate(false);

        assertThat(gate.pass(PICTURE)).isEmpty();
        assertThat(gate.admit()).isFalse();
        assertThat(gate.refused()).isEqualTo(2);
        assertThat(gate.passed()).isZero();
    }

    @Test
    void anOpenGatePassesThePictureAndCountsIt() {
        var gate = new PictureGate(true);

        assertThat(gate.admit()).isTrue();
        assertThat(gate.pass(PICTURE)).contains(PICTURE);
        assertThat(gate.passed()).isEqualTo(1);
        assertThat(gate.refused()).isZero();
    }
}
