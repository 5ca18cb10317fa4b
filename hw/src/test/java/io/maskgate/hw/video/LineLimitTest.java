package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineLimitTest {
    @Test
    void linesBeyondTheLimitAreCountedAndToldInTheNextWindow() {
        var limit = new LineLimit(2, 100, 0);
        assertThat(limit.admit(0)).isZero();
        assertThat(limit.admit(50)).isZero();
        assertThat(limit.admit(60)).isNegative();
        assertThat(limit.admit(99)).isNegative();
        assertThat(limit.admit(100)).isEqualTo(2);
        assertThat(limit.admit(101)).isZero();
        assertThat(limit.admit(102)).isNegative();
    }
}
