package io.maskgate.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.tls.Issued;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process of its own. */
@Timeout(120)
class RunCommandTest {
    @TempDir
    Path folder;

    private Path config;

    @BeforeEach
    void writeAConfiguration() throws Exception {
        Path probe = Files.createDirectories(folder.resolve("models/zoo/probe"));
        for (var name : new String[] {"card.json", "fp32.onnx"}) {
            Files.copy(Typed.zoo().resolve("probe").resolve(name), probe.resolve(name));
        }
        config = Files.writeString(folder.resolve("gateway.yaml"), """
                gateway: run
                state: %s
                mqtt:
                  url: mqtt://127.0.0.1:1
                cameras:
                  - id: lobby
                    url: rtsp://127.0.0.1:1/x
                health:
                  listen: 127.0.0.1:0
                web:
                  enabled: false
                """.formatted(folder.resolve("state")));
    }

    private Process run() throws Exception {
        return new ProcessBuilder(
                        // A JVM leaves a signal alone that was ignored when it began, as SIGHUP is under nohup.
                        "env",
                        "--default-signal=HUP",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dmaskgate.home=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Maskgate.class.getName(),
                        "run",
                        "--config",
                        config.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void toldToStopItStopsInOrderAndThatIsNoFailure() throws Exception {
        var daemon = run();
        var lines = new ArrayList<String>();
        try (var log = daemon.errorReader()) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                lines.add(line);
                if (line.contains("is ready")) {
                    // A second signal changes nothing.
                    daemon.toHandle().destroy();
                    daemon.toHandle().destroy();
                }
            }
        }
        assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(lines)
                .anyMatch(line -> line.contains("gateway run is ready"))
                .last(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .endsWith("stopped");
        assertThat(daemon.exitValue()).isZero();
    }

    @Test
    void hangUpsWhileItStopsAreNoFailureToTheLastMoment() throws Exception {
        var daemon = run();
        try (var log = daemon.errorReader()) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                if (line.contains("is ready")) {
                    daemon.toHandle().destroy();
                    do {
                        hangUp(daemon);
                    } while (daemon.isAlive());
                }
            }
        }
        assertThat(daemon.exitValue()).isZero();
    }

    @Test
    void theLogLevelChangesWithAReloadAndNothingBlinks() throws Exception {
        var daemon = run();
        var lines = new ArrayList<String>();
        int reloads = 0;
        try (var log = daemon.errorReader()) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                lines.add(line);
                if (line.contains("is ready")) {
                    Files.writeString(config, Files.readString(config) + "log:\n  level: debug\n");
                    hangUp(daemon);
                } else if (line.contains(" DEBUG cli: log level is now debug")) {
                    Files.writeString(config, Files.readString(config).replace("debug", "warning"));
                    hangUp(daemon);
                } else if (line.contains("log.level changed") && ++reloads == 2) {
                    daemon.toHandle().destroy();
                }
            }
        }
        assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isZero();
        assertThat(reloads).isEqualTo(2);
        assertThat(lines).as("below warning").noneMatch(line -> line.contains(" INFO cli: stop"));
    }

    /** A renewal that left the page without a certificate costs the page, and that until it is mended. */
    @Test
    void withoutThePagesCertificateItRunsIsReloadedAndOpensThePageLater() throws Exception {
        var issued = new Issued(folder).make("page");
        Files.writeString(config, Files.readString(config).replace("web:\n  enabled: false\n", """
                web:
                  listen: 127.0.0.1:0
                  tls: {certificate: %s, key: %s}
                """.formatted(
                        issued.files().certificate(), issued.files().key())));
        var daemon = run();
        var lines = new ArrayList<String>();
        try (var log = daemon.errorReader()) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                lines.add(line);
                if (line.contains("is ready")) {
                    Files.writeString(config, Files.readString(config) + "log:\n  level: debug\n");
                    hangUp(daemon);
                } else if (line.contains("log.level changed")) {
                    issued.serve("page", "page");
                } else if (line.contains("the web listener has its certificate and is open at 127.0.0.1:")) {
                    daemon.toHandle().destroy();
                }
            }
        }
        assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(lines)
                .anyMatch(
                        line -> line.contains("ERROR tls: the web listener stays closed until there is a certificate"))
                .anyMatch(line -> line.contains("configuration reloaded"))
                .anyMatch(line -> line.contains("the web listener has its certificate and is open at 127.0.0.1:"));
        assertThat(daemon.exitValue()).isZero();
    }

    private static void hangUp(Process daemon) throws Exception {
        new ProcessBuilder("kill", "-HUP", Long.toString(daemon.pid())).start().waitFor();
    }

    private int exit() {
        return Typed.in("run", "--config", config.toString()).exit();
    }

    /** The unit takes exit code 2 for final, and a disk with secrets may be there two seconds later. */
    @Test
    void whatMayPassByItselfIsTriedAgainAndAWrongConfigurationIsNot() throws Exception {
        String secret = "${file:" + folder.resolve("data/mqtt") + "}";
        String well = Files.readString(config);
        Files.writeString(config, well.replace("mqtt:\n", "mqtt:\n  username: box\n  password: " + secret + "\n"));
        assertThat(exit()).isEqualTo(1);
        assertThat(Typed.in("config", "check", config.toString()).exit()).isEqualTo(2);

        Files.writeString(config, Files.readString(config) + "colour: red\n");
        assertThat(exit()).isEqualTo(2);

        Files.delete(config);
        assertThat(exit()).isEqualTo(1);
        Files.createDirectory(config);
        assertThat(exit()).isEqualTo(2);
    }

    /** Without a priority the journal files them as information. */
    @Test
    void inTheJournalWhyNothingCameOfItIsAnError() throws Exception {
        Files.writeString(config, Files.readString(config) + "colour: red\nshape: round\n");
        var stream = Files.readAttributes(Path.of("/proc/self/fd/2"), "unix:dev,ino");
        var journal = Map.of("JOURNAL_STREAM", stream.get("dev") + ":" + stream.get("ino"));

        assertThat(Typed.in(journal, "run", "--config", config.toString()).err().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("<3>" + config + ":"));
        assertThat(Typed.in("run", "--config", config.toString()).err().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith(config + ":"));
        assertThat(Typed.in(journal, "demo", "--for", "soon").err()).startsWith("<3>maskgate demo: --for: expected");
        assertThat(Typed.in(journal, "run", "--conf", "x").err().lines())
                .hasSizeGreaterThan(1)
                .allMatch(line -> line.startsWith("<3>"));
    }

    @Test
    void whatCannotStartIsOneLineAndExitCodeOne() throws Exception {
        Files.write(folder.resolve("models/zoo/probe/fp32.onnx"), new byte[] {1, 2, 3});
        var daemon = run();
        try (var log = daemon.errorReader()) {
            assertThat(log.lines().filter(line -> !line.startsWith("WARNING:")))
                    .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                    .contains("ERROR cli: cannot start: model")
                    .contains("expected sha256");
        }
        assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isEqualTo(1);
    }
}
