package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TinyFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalledEndTest {
    @TempDir
    private Path folder;

    private Process maskgate(String... words) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // The report of a crash, if there is one.
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-cp",
                System.getProperty("java.class.path"),
                ModelsMain.class.getName()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    @Test
    void aTrainingThatIsStoppedSaysHowItGoesOnAndDoesNotLookLikeACrash() throws Exception {
        TinyFaces.write(folder, "train", 32);
        TinyFaces.write(folder, "val", 4);
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(2000));
        var run = folder.resolve("run");
        var process =
                maskgate("train", "--data", folder.toString(), "--recipe", recipe.toString(), "--out", run.toString());
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
}
