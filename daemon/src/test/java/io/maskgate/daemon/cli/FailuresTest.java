package io.maskgate.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.SecretSources;
import io.maskgate.daemon.gateway.Gateway;
import io.maskgate.daemon.gateway.StartException;
import io.maskgate.daemon.systemd.ServiceManager;
import io.maskgate.hw.inference.ModelZoo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class FailuresTest {
    private final StringWriter err = new StringWriter();

    @Command(name = "work")
    private record Work(Exception fault) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            throw fault;
        }
    }

    private int run(Exception fault) {
        return new CommandLine(new Work(fault))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler(
                        (e, line, _) -> Failures.failed(e, line, words -> err.append(words + "\n")))
                .execute();
    }

    @Test
    void whatThePlaceOfTheProcessDidIsOneLine() {
        assertThat(run(new IOException("no space left on device"))).isEqualTo(1);

        assertThat(err).hasToString("work: IOException: no space left on device\n");
    }

    @Test
    void aFaultOfOursSaysWhereItWasAndEndsWithoutAnEmptyLine() {
        assertThat(run(new IllegalStateException("never"))).isEqualTo(1);

        assertThat(err.toString())
                .startsWith("work: internal error, please report it with these lines:"
                        + " java.lang.IllegalStateException: never\n\tat ")
                .contains("FailuresTest")
                .endsWith(")\n")
                .doesNotContain("\n\n");
    }

    @Test
    void aGatewayThatCannotStartIsOneLine(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("m.yaml"), """
                gateway: g1
                state: %s
                mqtt: {url: "mqtt://127.0.0.1:1"}
                cameras: [{id: door, url: "rtsp://127.0.0.1:1/x"}]
                health: {listen: "127.0.0.1:0"}
                web: {enabled: false}
                model: {name: nonsuch}
                """.formatted(folder.resolve("state")));
        var config = ((ConfigResult.Valid) ConfigReader.read(file, new SecretSources(Map.of()))).config();
        var around = new Gateway.Surroundings(
                new ModelZoo(List.of(Typed.zoo())), new ServiceManager(Map.of()), "test", Clock.systemUTC());
        var fault = catchThrowableOfType(StartException.class, () -> Gateway.start(config, around));

        assertThat(run(fault)).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("work: model nonsuch")
                .doesNotContain("internal error")
                .hasLineCount(1);
    }

    @Test
    void aFailureWithAnExitCodeOfItsOwnKeepsIt() {
        assertThat(run(CommandException.usage("--for: expected a time such as 20s, found x")))
                .isEqualTo(2);

        assertThat(err).hasToString("work: --for: expected a time such as 20s, found x\n");
    }
}
