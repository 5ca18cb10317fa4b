package io.maskgate.daemon.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.cli.Typed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {
    @Test
    void theHelpNamesTheMeasurements() {
        assertThat(Typed.in("bench", "--help").out())
                .contains("pipeline", "decode", "detect")
                .doesNotContain("serve");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bench",
                "bench pipeline --rate 0",
                "bench pipeline --cameras 0",
                "bench pipeline --for soon",
                "bench pipeline --against vlc",
                "bench decode",
                "bench decode --for -1s x.mp4",
                "bench detect --threads -1"
            })
    void wrongUsageIsExitCodeTwo(String command) {
        var typed = Typed.in(command.split(" "));
        assertThat(typed.exit()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).startsWith("maskgate bench");
    }

    @Test
    void detectingIsToldPerPictureAsText() {
        var typed = Typed.in("bench", "detect", "--for", "20ms", "--threads", "1");
        assertThat(typed.exit()).isZero();
        assertThat(typed.out().lines().map(line -> line.split("\\s{2,}")[0]))
                .contains("machine", "model", "engine", "scaling", "batch 1", "batch 4", "resident");
        assertThat(typed.out()).contains("model       probe@").contains("threads: 1");
    }

    @Test
    void detectingIsToldAsJson() throws Exception {
        var json = new JsonMapper()
                .readTree(Typed.in("bench", "detect", "--for", "20ms", "--json").out());
        assertThat(json.path("batches")).hasSize(2);
        assertThat(json.at("/batches/1/pictures").asInt()).isEqualTo(4);
        assertThat(json.at("/batches/1/picture/p99").asDouble())
                .isGreaterThanOrEqualTo(json.at("/batches/1/picture/p50").asDouble());
        assertThat(json.path("scaleShare").asDouble()).isBetween(0.0, 1.0);
        assertThat(json.path("cores").asInt()).isPositive();
    }
}
