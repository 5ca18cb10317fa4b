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
                .isThrownBy(() -> options.withIouThreshold(Float.NaN))
                .withMessage("iouThreshold is NaN, expected 0 to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withMaxDetections(0))
                .withMessage("maxDetections is 0, expected at least 1");
    }
}
