package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.cli.Cli;
import io.maskgate.daemon.cli.Typed;
import io.maskgate.hw.inference.ModelZoo;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Where the package is installed and no systemd runs, as in a container made with it: what the unit's file says binds nobody. */
@Timeout(60)
class DoctorInContainerTest {
    @TempDir
    Path root;

    @TempDir
    Path state;

    @Test
    void theGatewayIsNotHeldAgainstAUnitThatNothingRuns() throws Exception {
        Path unit = root.resolve("usr/lib/systemd/system/maskgate.service");
        Files.createDirectories(unit.getParent());
        Files.writeString(unit, "[Service]\nUser=nobody\nProtectSystem=strict\n");

        assertThat(checks()).containsEntry("state", "ok").doesNotContainKeys("service", "service user");

        Files.createDirectories(root.resolve("run/systemd/system"));
        assertThat(checks()).containsEntry("state", "warning").containsEntry("service", "ok");
    }

    /** What was found, by name. */
    private Map<String, String> checks() throws Exception {
        Path usual = Files.writeString(root.resolve("maskgate.yaml"), """
                gateway: g1
                state: %s
                mqtt:
                  url: mqtt://127.0.0.1:1
                web:
                  enabled: false
                cameras:
                  - id: door
                    url: rtsp://127.0.0.1:1/s
                """.formatted(state));
        var out = new ByteArrayOutputStream();
        var cli = new Cli(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                Map.of(),
                new ModelZoo(List.of(Typed.zoo())));
        new CommandLine(new DoctorCommand(cli, usual, new ServiceUnit(root))).execute("--json");
        var checks = new HashMap<String, String>();
        new JsonMapper()
                .readTree(out.toByteArray())
                .path("checks")
                .forEach(check -> checks.put(
                        check.path("name").asText(), check.path("state").asText()));
        return checks;
    }
}
