package io.maskgate.hw.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class InferenceOptionsTest {
    private final InferenceOptions options = InferenceOptions.defaults();

    @Test
    void oneCoreIsLeftToDecoding() {
        int cores = Runtime.getRuntime().availableProcessors();

        assertThat(options.threads()).isEqualTo(cores == 1 ? 1 : cores - 1);
        assertThat(options.iouThreshold()).isEqualTo(0.6f);
        assertThat(options.maxDetections()).isEqualTo(300);
        assertThat(options.acrossLabels()).isFalse();
    }

    @Test
    void valuesOutOfRangeAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withThreads(0))
                .withMessage("threads is 0, expected 1 to 256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withMaxBatch(65))
                .withMessage("maxBatch is 65, expected 1 to 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InferenceOptions(1, 8, Float.NaN, 300, false, true))
                .withMessage("iouThreshold is NaN, expected 0 to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InferenceOptions(1, 8, 0.6f, 0, false, true))
                .withMessage("maxDetections is 0, expected at least 1");
    }
}
