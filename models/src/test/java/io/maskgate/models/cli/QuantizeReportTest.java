package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Precision;
import io.maskgate.models.quantise.Speed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An int8 that is not faster comes with what is known of why. */
class QuantizeReportTest {
    private static final Speed SLOW = speed(10);
    private static final Set<String> ABLE = Set.of("avx2", "avx512_vnni");

    private static Speed speed(double int8) {
        return new Speed(60, Map.of(Precision.FP32, 10.0, Precision.INT8, int8));
    }

    @Test
    void aFasterOneNeedsNoReason() {
        assertThat(QuantizeReport.reasons(speed(9.9), 40, List.of("stem"), Set.of()))
                .isEmpty();
    }

    @Test
    void aProcessorThatCannotMultiplyBytesAndOperationsInFloatAreNamed() {
        assertThat(QuantizeReport.reasons(SLOW, 40, List.of("stem", "neck.0"), Set.of("avx2")))
                .containsExactly(
                        "int8 is not faster than fp32 here:",
                        "  this processor has none of asimddp, avx512_vnni, avx_vnni, by which the engine multiplies bytes fast",
                        "  2 of 42 operations are left in float, and numbers are converted on the way to each and back: stem,"
                                + " neck.0");
        assertThat(QuantizeReport.reasons(SLOW, 40, List.of("stem"), ABLE)).hasSize(2);
    }

    @Test
    void whatJudgesOtherwiseThanAGatewaySaysSoBeforeItBegins() {
        assertThat(QuantizeReport.caution(ABLE)).isEmpty();
        assertThat(QuantizeReport.caution(Set.of("avx2")))
                .contains("this processor has none of asimddp, avx512_vnni, avx_vnni: int8 is judged and timed by other"
                        + " arithmetic than that of a gateway which takes int8 by itself; quantize on a machine like the"
                        + " gateway's");
    }

    @Test
    void whereNothingExplainsItThatIsSaid() {
        assertThat(QuantizeReport.reasons(SLOW, 42, List.of(), ABLE))
                .last()
                .asString()
                .startsWith("  for no reason known: the processor multiplies bytes, and all operations are in int8");
    }
}
