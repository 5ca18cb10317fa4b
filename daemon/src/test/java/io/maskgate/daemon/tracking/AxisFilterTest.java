package io.maskgate.daemon.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AxisFilterTest {
    private final AxisFilter filter = new AxisFilter(10, 4, 9);

    @Test
    void predictionGrowsVarianceByVelocityAndNoise() {
        filter.predict(2, 3);

        // P = F P F' + Q with F = [1 2; 0 1], P = diag(4, 9), Q = 3 [8/3 2; 2 2]
        assertThat(filter.position()).isEqualTo(10);
        assertThat(filter.positionVariance()).isEqualTo(4 + 4 * 9 + 8);
        assertThat(filter.covariance()).isEqualTo(2 * 9 + 6);
        assertThat(filter.velocityVariance()).isEqualTo(9 + 6);
    }

    @Test
    void updateWeighsMeasurementAgainstPrediction() {
        filter.predict(2, 3);

        filter.update(26, 16);

        // S = 48 + 16 = 64, K = [48/64, 24/64], residual 16
        assertThat(filter.position()).isEqualTo(10 + 0.75 * 16);
        assertThat(filter.velocity()).isEqualTo(0.375 * 16);
        assertThat(filter.positionVariance()).isEqualTo(0.25 * 48);
        assertThat(filter.covariance()).isEqualTo(0.25 * 24);
        assertThat(filter.velocityVariance()).isEqualTo(15 - 0.375 * 24);
    }

    @Test
    void oneStepOfTwoSecondsIsTwoOfOne() {
        var other = new AxisFilter(10, 4, 9);
        filter.predict(2, 3);

        other.predict(1, 3);
        other.predict(1, 3);

        assertThat(other.positionVariance()).isCloseTo(filter.positionVariance(), within(1e-9));
        assertThat(other.covariance()).isCloseTo(filter.covariance(), within(1e-9));
        assertThat(other.velocityVariance()).isCloseTo(filter.velocityVariance(), within(1e-9));
    }

    @Test
    void steadyMotionIsLearnt() {
        for (int i = 1; i <= 30; i++) {
            filter.predict(0.2, 1);
            filter.update(10 + 5 * 0.2 * i, 0.01);
        }

        assertThat(filter.velocity()).isCloseTo(5, within(0.05));
    }

    @Test
    void restingKeepsThePlaceAndLosesCertainty() {
        filter.predict(2, 3);
        filter.update(26, 16);
        double before = filter.position();
        double variance = filter.positionVariance();

        filter.rest(1, 3);

        assertThat(filter.position()).isEqualTo(before);
        assertThat(filter.positionVariance()).isGreaterThan(variance);
    }

    @Test
    void scalingAPictureScalesEverything() {
        filter.predict(2, 3);
        filter.update(26, 16);

        filter.scale(0.5);

        assertThat(filter.position()).isEqualTo(11);
        assertThat(filter.velocity()).isEqualTo(3);
        assertThat(filter.positionVariance()).isEqualTo(3);
    }
}
