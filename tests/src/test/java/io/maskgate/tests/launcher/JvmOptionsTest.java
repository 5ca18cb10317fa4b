package io.maskgate.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.support.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The options of the Java machine that runs the daemon, with another program. */
class JvmOptionsTest {
    /** Says whether the Java machine that runs it keeps its counters in a file. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            var folder = Path.of("/tmp/hsperfdata_" + System.getProperty("user.name"));
            System.out.println(Files.exists(
                    folder.resolve(Long.toString(ProcessHandle.current().pid()))));
        }
    }

    /** On a disk it would be written every half minute for as long as the gateway runs. */
    @Test
    void theJavaMachineKeepsNoCountersInAFile() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "@" + Repository.root().resolve("systemd/jvm.options"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

        assertThat(said).isEqualTo("false\n");
    }
}
