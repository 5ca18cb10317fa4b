package io.maskgate.daemon.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OutboxKillTest {
    @TempDir
    Path folder;

    /** Appends for ever; prints each text once its append has returned. */
    static final class Victim {
        private Victim() {}

        static void main(String[] arguments) throws Exception {
            var fixture = new Fixture(Path.of(arguments[0]));
            var outbox = fixture.open();
            for (int i = 0; ; i++) {
                fixture.append(outbox, "m" + i);
                System.out.println("m" + i);
            }
        }
    }

    @Test
    @Timeout(60)
    void everyMessageWhoseAppendReturnedSurvivesAKill() throws Exception {
        var victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var promised = new ArrayList<String>();
        try (var lines = victim.inputReader()) {
            while (promised.size() < 300) {
                promised.add(lines.readLine());
            }
            victim.toHandle().destroyForcibly();
            lines.lines().filter(line -> line.matches("m\\d+")).forEach(promised::add);
        }
        assertThat(victim.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(victim.exitValue()).isEqualTo(128 + 9);

        try (var outbox = new Fixture(folder).open()) {
            var survived = Fixture.texts(outbox);
            // At most one more than was printed: killed between the commit and the line.
            assertThat(survived).hasSizeBetween(promised.size() - 1, promised.size() + 1);
            assertThat(survived)
                    .startsWith(promised.subList(0, promised.size() - 1).toArray(String[]::new));
        }
    }
}
