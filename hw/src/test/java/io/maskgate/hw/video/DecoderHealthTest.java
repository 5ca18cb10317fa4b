package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecoderHealthTest {
    private static final int EAGAIN = -11;
    private final DecoderHealth health = new DecoderHealth();

    private void sent(int packets) {
        for (int i = 0; i < packets; i++) {
            health.sent(i == 0);
            health.judged(EAGAIN, false);
        }
    }

    @Test
    void whatADecoderMayHoldBackIsWaitedForAndLongerWhereThereIsTime() {
        sent(5);
        assertThat(health.fails(true)).isFalse();
        health.sent(false);
        assertThat(health.fails(true)).isTrue();
        assertThat(health.fails(false)).isFalse();
        sent(18);
        assertThat(health.fails(false)).isFalse();
        health.sent(false);
        assertThat(health.fails(false)).isTrue();
    }

    @Test
    void aPictureEndsTheWait() {
        sent(24);
        health.judged(0, false);
        sent(5);
        assertThat(health.fails(true)).isFalse();
    }

    @Test
    void beforeAKeyFrameNothingIsExpected() {
        for (int i = 0; i < 100; i++) {
            health.sent(false);
        }
        assertThat(health.fails(true)).isFalse();
    }
}
