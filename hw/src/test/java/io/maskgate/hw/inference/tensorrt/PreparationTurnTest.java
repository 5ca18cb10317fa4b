package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maskgate.hw.inference.Precision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PreparationTurnTest {
    private static final EngineKey ONE = new EngineKey("one", Precision.INT8, "one");
    private static final EngineKey OTHER = new EngineKey("other", Precision.INT8, "other");

    private final List<String> steps = new ArrayList<>();
    private final PreparationTurn turn = new PreparationTurn(Duration.ZERO);

    private void take(EngineKey key, boolean builds) throws NativeFault, InterruptedException {
        turn.take(key, builds, () -> {}, steps::add);
    }

    @Test
    void oneBuildsAndOthersAreLoadedMeanwhile() throws Exception {
        take(ONE, true);
        take(OTHER, false);
        turn.give(OTHER, false);
        turn.give(ONE, true);
        take(OTHER, true);
        assertThat(steps).isEmpty();
    }

    /** An activation is refused after half an hour: before, it has to hear why. */
    @Test
    void whoWaitsForABuildThatHangsIsToldBeforeAnActivationIsGivenUp() throws Exception {
        take(ONE, true);
        assertThatExceptionOfType(NativeFault.class)
                .isThrownBy(() -> take(OTHER, true))
                .withMessage(
                        "another engine has been in preparation for 0 min and more; if that never ends, restart the"
                                + " gateway");
        assertThat(steps).containsExactly("waiting for another engine that is being prepared");
    }

    @Test
    void oneAndTheSameIsPreparedOnceAtATime() throws Exception {
        take(ONE, false);
        assertThatExceptionOfType(NativeFault.class).isThrownBy(() -> take(ONE, true));
        turn.give(ONE, false);
        take(ONE, true);
    }
}
