package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TinyFaces;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalledEndTest {
    @TempDir
    private Path folder;

    private ProcessBuilder java(Class<?> main, String... words) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // The report of a crash, if there is one.
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).redirectError(folder.resolve("err").toFile());
    }

    @Test
    void aTrainingThatIsStoppedSaysHowItGoesOnAndDoesNotLookLikeACrash() throws Exception {
        TinyFaces.write(folder, "train", 32);
        TinyFaces.write(folder, "val", 4);
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(2000));
        var run = folder.resolve("run");
        var process = java(
                        ModelsMain.class,
                        "train",
                        "--data",
                        folder.toString(),
                        "--recipe",
                        recipe.toString(),
                        "--out",
                        run.toString())
                .start();
        try {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.exists(run.resolve("checkpoint.safetensors")) || !process.isAlive());

            process.destroy();

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(folder.resolve("err"))
                .content()
                .endsWith("maskgate train: stopped by a signal; what was finished is on disk: the same command, with"
                        + " --resume, goes on from there" + System.lineSeparator());
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(folder.resolve("crash.log")).doesNotExist();
        assertThat(run.resolve("checkpoint.safetensors")).exists();
    }

    /** Its standard error is a terminal that was stopped, or a connection that hangs: whoever writes to it waits. */
    static final class Held {
        private Held() {}

        public static void main(String[] words) throws InterruptedException {
            var held = new Writer() {
                @Override
                public void write(char[] text, int from, int length) {
                    while (true) {
                        LockSupport.park();
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
            SignalledEnd.of(new PrintWriter(held), "train");
            System.out.println("at work");
            new CountDownLatch(1).await();
        }
    }

    @Test
    void oneWhoseStandardErrorTakesNothingEndsAllTheSame() throws Exception {
        var process = java(Held.class).start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("at work");

            process.destroy();

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(143);
    }
}
