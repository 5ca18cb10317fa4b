package io.maskgate.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.cli.Maskgate;
import io.maskgate.models.cli.ModelsMain;
import io.maskgate.tests.support.Repository;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** The commands of the training side, which three places list without being able to ask for them. */
class CommandListTest {
    @Test
    void helpHasEveryModelCommand() {
        var help = List.of(Maskgate.class.getAnnotation(Command.class).footer());

        assertThat(Stream.concat(modelCommands(), Stream.of("test", "package")))
                .allSatisfy(command -> assertThat(help).anyMatch(line -> line.startsWith("  " + command + " ")));
    }

    /** Of {@code models} alone the gateway has a part. */
    @Test
    void bothLaunchersKnowEveryModelCommand() throws Exception {
        for (var launcher : List.of("maskgate", "systemd/bin/maskgate")) {
            var text = Files.readString(Repository.root().resolve(launcher));

            assertThat(modelCommands().filter(command -> !command.equals("models")))
                    .as(launcher)
                    .allSatisfy(command -> assertThat(text).containsPattern("[ |] " + command + " \\|"));
        }
    }

    private static Stream<String> modelCommands() {
        return Arrays.stream(ModelsMain.class.getAnnotation(Command.class).subcommands())
                .map(command -> command.getAnnotation(Command.class).name());
    }
}
