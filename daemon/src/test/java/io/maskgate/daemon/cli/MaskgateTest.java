package io.maskgate.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.config.ConfigSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskgateTest {
    private static final String CONFIG = """
            gateway: g1
            mqtt:
              url: mqtt://broker
              password: ${env:PW}
            cameras:
              - id: door
                url: rtsp://192.0.2.1/s
            """;

    @TempDir
    Path folder;

    @Test
    void helpListsTheCommandsOfTheDaemonAndThoseOfTheModels() {
        var help = Typed.in("--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out())
                .contains(
                        "detect",
                        "doctor",
                        "config",
                        "models",
                        "Model commands",
                        "train",
                        "distill",
                        "evaluate",
                        "export",
                        "quantize",
                        "synth",
                        "Exit codes");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void versionIsTheOneOfTheBuild() {
        assertThat(Typed.in("--version").out()).matches("(?s)maskgate \\d+\\.\\d+\\.\\d+.*\nJava 2\\d.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "detect",
                "doctor",
                "config",
                "config check",
                "config show",
                "config schema",
                "config docs",
                "models",
                "models list",
                "token",
                "token new"
            })
    void everyCommandHasHelpAndVersion(String command) {
        var help = Typed.in((command + " --help").split(" "));
        assertThat(help.exit()).isZero();
        assertThat(help.out()).startsWith("Usage: maskgate " + command);
        assertThat(Typed.in((command + " --version").split(" ")).out()).startsWith("maskgate ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dance",
                "--nonsense",
                "config",
                "models",
                "token",
                "token new",
                "token new --name a/b",
                "token new --name a --role admin",
                "token new --name a --camera *,door",
                "detect",
                "config check",
                "detect --threshold 2 x.jpg",
                "detect --engine gpu x.jpg",
                "detect ftp://h/x",
                "doctor --json=maybe"
            })
    void wrongUsageIsExitCodeTwoWithAHintOnStandardError(String command) {
        var typed = Typed.in(command.isEmpty() ? new String[0] : command.split(" "));
        assertThat(typed.exit()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err())
                .startsWith("maskgate")
                .hasLineCount(
                        typed.err().contains("try:")
                                ? 2
                                : (int) typed.err().lines().count());
    }

    @Test
    void aMistypedCommandIsAnsweredWithTheNearest() {
        assertThat(Typed.in("doctr").err()).contains("doctor");
    }

    @Test
    void wrongUsageDoesNotRepeatAPassword() {
        assertThat(Typed.in("detect", "a.jpg", "--frames", "rtsp://me:hunter2@cam/s")
                        .err())
                .doesNotContain("hunter2");
        assertThat(Typed.in("detect", "gopher://me:hunter2@cam/s").err()).doesNotContain("hunter2");
    }

    @Test
    void aGoodFileIsOkOnStandardOutput() throws Exception {
        Path file = Files.writeString(folder.resolve("m.yaml"), CONFIG);
        var typed = Typed.in(Map.of("PW", "hunter2"), "config", "check", file.toString());
        assertThat(typed).isEqualTo(new Typed(0, file + ": ok\n", ""));
    }

    @Test
    void aBadFileHasItsFaultsOnStandardErrorAndExitCodeTwo() throws Exception {
        Path file = Files.writeString(folder.resolve("m.yaml"), CONFIG + "colour: red\n");
        var typed = Typed.in(Map.of(), "config", "check", file.toString());
        assertThat(typed.exit()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith(file + ":"))
                .anyMatch(line ->
                        line.contains(":4: mqtt.password: expected the environment variable PW, found it unset"));
    }

    @Test
    void whatIsInEffectIsShownWithDefaultsAndMasks() throws Exception {
        Path file = Files.writeString(folder.resolve("m.yaml"), CONFIG);
        var typed = Typed.in(Map.of("PW", "hunter2"), "config", "show", file.toString());
        assertThat(typed.exit()).isZero();
        assertThat(typed.out())
                .contains("password: \"****\"", "stall-after: \"20s\"", "max-size: \"256MiB\"")
                .doesNotContain("hunter2");
    }

    @Test
    void theSchemaIsPrinted() {
        assertThat(Typed.in("config", "schema").out()).isEqualTo(ConfigSchema.json());
    }

    @Test
    void resultsThatNobodyGotAreAFailure() {
        for (var command : List.of("config schema", "config --help", "token new --name a")) {
            var typed = Typed.onAFullDisk(command.split(" "));
            assertThat(typed.exit()).as(command).isEqualTo(1);
            assertThat(typed.err())
                    .contains("maskgate: standard output: expected it to take every result, found it full or closed;");
        }
        // Where nothing was to be written, or something else failed, that is the answer.
        assertThat(Typed.onAFullDisk("dance").exit()).isEqualTo(2);
        assertThat(Typed.onAFullDisk("dance").err()).doesNotContain("standard output");
    }

    @Test
    void modelsAreListedAsTableAndJson() throws Exception {
        var table = Typed.in("models", "list");
        assertThat(table.exit()).isZero();
        assertThat(table.out().lines().toList().get(1)).matches("\\* probe +fp32 +0 +0\\.5 +.*zoo/probe");
        var json = new JsonMapper()
                .readTree(Typed.in("models", "list", "--json").out())
                .get(0);
        assertThat(json.path("name").asText()).isEqualTo("probe");
        assertThat(json.path("default").asBoolean()).isTrue();
        assertThat(json.path("card").path("labels").size()).isEqualTo(2);
    }
}
