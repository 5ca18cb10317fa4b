package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything starts. */
class RefusalTest {
    private static final String NO_BROKER = "mqtt://localhost:1";

    @Test
    void everyFaultOfAConfigurationIsNamedWithItsLineAndNothingStarts(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("faulty.yaml"), """
                gateway: gate
                state: %s
                mqtt:
                  url: mqtt://localhost
                  pasword: hunter2
                  keep-alive: soon
                  password: ${file:/nonexistent/secret}
                cameras:
                  - id: door
                    url: rtsp://viewer:hunter3@localhost/stream
                  - id: door
                    url: rtsp://localhost/stream
                    rate: fast
                """.formatted(folder.resolve("state")));

        for (var command :
                new String[][] {{"run", "--config", file.toString()}, {"config", "check", file.toString()}}) {
            var result = GatewayProcess.run(folder, command);

            assertThat(result.exit()).as(result.output()).isEqualTo(2);
            assertThat(result.output())
                    .contains(file + ":5: mqtt.pasword: expected ")
                    .contains(file + ":6: mqtt.keep-alive: expected ")
                    .contains(file + ":7: mqtt.password: expected ")
                    .contains(file + ":11: cameras[1].id: expected ")
                    .contains(file + ":13: cameras[1].rate: expected ")
                    .doesNotContain("hunter");
        }
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void wrongUsageEndsWithTwo(@TempDir Path folder) throws Exception {
        assertThat(GatewayProcess.run(folder, "run").exit()).isEqualTo(2);
        assertThat(GatewayProcess.run(folder, "fly").exit()).isEqualTo(2);
        assertThat(GatewayProcess.run(folder, "--help").exit()).isZero();
    }

    @Test
    void aSecondGatewayOnTheSameOutboxIsRefusedAndTheFirstGoesOn(@TempDir Path folder) throws Exception {
        var one = new GatewaySetup(folder, "one").broker(NO_BROKER).camera("door", "rtsp://127.0.0.1:1/x");
        var two = new GatewaySetup(folder, "two")
                .sharingStateOf(one)
                .broker(NO_BROKER)
                .camera("door", "rtsp://127.0.0.1:1/x");
        try (var first = GatewayProcess.start(one);
                var second = GatewayProcess.launch(two)) {
            var exit = second.exit(Duration.ofSeconds(30));

            assertThat(exit).as(second::log).hasValue(1);
            assertThat(second.log()).contains("outbox").contains("in use");
            assertThat(first.check("disk").get("status").textValue()).isEqualTo("UP");
        }
    }

    @Test
    void aDamagedOutboxIsSetAsideAndTheGatewayRuns(@TempDir Path folder) throws Exception {
        var setup = new GatewaySetup(folder, "gate").broker(NO_BROKER).camera("door", "rtsp://127.0.0.1:1/x");
        var outbox = Files.createDirectories(setup.state().resolve("outbox"));
        Files.writeString(outbox.resolve("outbox.db"), "not a database, long enough to be taken for one ".repeat(100));

        try (var gateway = GatewayProcess.start(setup)) {
            assertThat(outbox).isDirectoryContaining("glob:**/outbox.damaged-*.db");
            assertThat(gateway.log()).contains("outbox.damaged-");
        }
    }
}
