package io.maskgate.daemon.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.cli.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
                "bench pipeline --loop-filter never",
                "bench decode",
                "bench decode --for -1s x.mp4",
                "bench decode ftp://camera/x.mp4",
                "bench pipeline --source ftp://camera/x.mp4",
                "bench detect --threads -1",
                "bench detect --threads 0",
                "bench detect --batch 0",
                "bench detect --precision int4"
            })
    void wrongUsageIsExitCodeTwo(String command) {
        var typed = Typed.in(command.split(" "));
        assertThat(typed.exit()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).startsWith("maskgate bench");
    }

    @Test
    void aRecordedCommandIsToldWithoutTheRecording(@TempDir Path folder) throws Exception {
        Path table = folder.resolve("t.md");
        String clip = "src/test/resources/clips/narrow-pixels.mp4";
        var typed = Typed.in("bench", "decode", "--for", "20ms", "--record=" + table, clip);
        assertThat(typed.exit()).as(typed.err()).isZero();
        assertThat(Files.readString(table)).contains(" | `./maskgate bench decode --for 20ms " + clip + "` | ");
    }

    @Test
    void detectingIsToldPerPictureAsText() {
        var typed = Typed.in("bench", "detect", "--for", "20ms", "--threads", "1,2", "--batch", "3", "--no-memory");
        assertThat(typed.exit()).isZero();
        assertThat(typed.out()).contains("model       probe@", "scaling     a full HD picture");
        // One file, two numbers of threads, one picture and three at once.
        assertThat(typed.out()
                        .lines()
                        .filter(line -> line.startsWith("onnxruntime cpu fp32"))
                        .map(line -> line.split(" {2,}")[1].strip() + " " + line.split(" {2,}")[2].strip()))
                .containsExactly("1 1", "1 3", "2 1", "2 3");
        // Resident memory was not asked for.
        assertThat(typed.out().lines().filter(line -> line.matches("onnxruntime cpu fp32 .* \\? .*")))
                .hasSize(2);
    }

    @Test
    void detectingIsToldAsJson() throws Exception {
        var typed = Typed.in("bench", "detect", "--for", "20ms", "--threads", "1", "--json");
        assertThat(typed.exit()).as(typed.err()).isZero();
        var json = new JsonMapper().readTree(typed.out());
        var setup = json.at("/setups/0");
        assertThat(setup.path("batches")).hasSize(2);
        assertThat(setup.at("/batches/1/pictures").asInt()).isEqualTo(4);
        assertThat(setup.at("/batches/1/picture/p99").asDouble())
                .isGreaterThanOrEqualTo(setup.at("/batches/1/picture/p50").asDouble());
        assertThat(setup.at("/batches/0/outside/p50").asDouble()).isPositive();
        assertThat(setup.path("outsideShare").asDouble()).isBetween(0.0, 1.0);
        // The engine's library alone is more than this.
        assertThat(setup.path("memory").asLong()).isGreaterThan(5_000_000);
        assertThat(json.path("cores").asInt()).isPositive();
    }
}
