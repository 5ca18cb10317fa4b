package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecodeCostTest {
    private static final long MILLI = 1_000_000;

    @Test
    void theShareOfACoreIsThatOfTheLastWholeWindow() {
        var cost = new DecodeCost();
        cost.add(0, 0);
        for (int i = 1; i <= 50; i++) {
            cost.add(4 * MILLI, i * 40 * MILLI);
        }
        assertThat(cost.cores()).isEqualTo(0.1);
        cost.add(500 * MILLI, 2500 * MILLI);
        assertThat(cost.cores()).as("within the next window").isEqualTo(0.1);
        cost.add(100 * MILLI, 4000 * MILLI);
        assertThat(cost.cores()).isEqualTo(0.3);
    }

    @Test
    void aSmallerStreamIsAdvisedOnlyWhereItPays() {
        assertThat(DecodeCost.advice(0.12, 1920, 640, false))
                .contains("12 %")
                .contains("1920")
                .contains("detect-url");
        assertThat(DecodeCost.advice(0.04, 1920, 640, false)).isEmpty();
        assertThat(DecodeCost.advice(0.12, 1280, 640, false)).isNotEmpty();
        assertThat(DecodeCost.advice(0.12, 1279, 640, false)).isEmpty();
        assertThat(DecodeCost.advice(0.12, 1920, 640, true)).isEmpty();
    }
}
