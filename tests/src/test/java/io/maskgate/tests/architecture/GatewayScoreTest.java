package io.maskgate.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.models.metrics.DetectionEvaluator;
import org.junit.jupiter.api.Test;

class GatewayScoreTest {
    /** Neither room knows the other: what cards call a gateway's threshold must be the gateway's. */
    @Test
    void evaluationsAskForTheScoreThatAGatewayAsksFor() {
        assertThat(DetectionEvaluator.GATEWAY_SCORE).isEqualTo(Float.parseFloat(ModelKeys.THRESHOLD));
    }
}
