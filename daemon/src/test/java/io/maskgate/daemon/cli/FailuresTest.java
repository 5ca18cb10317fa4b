package io.maskgate.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
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
                .setExecutionExceptionHandler(Failures::failed)
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
    void aFailureWithAnExitCodeOfItsOwnKeepsIt() {
        assertThat(run(CommandException.usage("--for: expected a time such as 20s, found x")))
                .isEqualTo(2);

        assertThat(err).hasToString("work: --for: expected a time such as 20s, found x\n");
    }
}
