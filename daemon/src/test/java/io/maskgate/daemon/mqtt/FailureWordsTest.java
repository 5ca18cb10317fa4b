package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Whoever alerts on a refused event takes the reason from METRICS.md. */
class FailureWordsTest {
    @Test
    void theWordsOfTheBrokerStandInTheRowOfFailures() throws Exception {
        assertThat(Files.readAllLines(Path.of("METRICS.md")))
                .filteredOn(line -> line.startsWith("| `maskgate_mqtt_failures_total`"))
                .singleElement()
                .asString()
                .contains("the broker's own words", "`" + Reasons.words(Reasons.NOT_AUTHORIZED) + "`");
    }
}
