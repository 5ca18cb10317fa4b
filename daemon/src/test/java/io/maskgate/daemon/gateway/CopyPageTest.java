package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page on a copied box deletes, deletes it of the copy, on whichever machine that is typed. */
class CopyPageTest {
    @TempDir
    Path folder;

    @Test
    void whatTheOtherHasToTellGoesAndTheRestStays() throws Exception {
        var state = state(folder.resolve("copy/var/lib/maskgate"));

        assertThat(typed("copy=" + folder.resolve("copy"), "state=/var/lib/maskgate"))
                .isEmpty();

        assertThat(state.resolve("outbox")).doesNotExist();
        assertThat(state.resolve("published-cameras")).doesNotExist();
        assertThat(state.resolve("model.json")).exists();
    }

    @Test
    void onTheCopyItselfItsRootIsTheRoot() throws Exception {
        var state = state(folder.resolve("maskgate"));

        assertThat(typed("copy=/", "state=" + state)).isEmpty();

        assertThat(state.resolve("outbox")).doesNotExist();
    }

    @Test
    void whereTheStateIsElsewhereThatIsSaid() throws Exception {
        Files.createDirectories(folder.resolve("copy/var/lib/maskgate"));
        var state = state(folder.resolve("copy/data/maskgate"));

        assertThat(typed("copy=" + folder.resolve("copy"), "state=/var/lib/maskgate"))
                .contains("NOTHING DELETED");

        assertThat(state.resolve("outbox")).exists();
    }

    @Test
    void theStateOfTheMachineThatALinkLeadsToStays() throws Exception {
        var own = state(folder.resolve("own"));
        Files.createDirectories(folder.resolve("copy/var/lib"));
        Files.createSymbolicLink(folder.resolve("copy/var/lib/maskgate"), own);

        assertThat(typed("copy=" + folder.resolve("copy"), "state=/var/lib/maskgate"))
                .contains("NOTHING DELETED");

        assertThat(own.resolve("outbox")).exists();
    }

    @Test
    void nothingIsDoneBeforeItIsSaidWhereTheCopyIs() throws Exception {
        assertThat(typed("unset copy", "state=/var/lib/maskgate")).contains("copy: ");
        assertThat(commands())
                .filteredOn(line -> line.contains("/etc/"))
                .allMatch(line -> line.contains("\"${copy:?}/etc/"));
        assertThat(commands()).noneMatch(line -> line.contains("systemctl"));
    }

    private static Path state(Path at) throws Exception {
        Files.createDirectories(at.resolve("outbox"));
        Files.writeString(at.resolve("published-cameras"), "");
        Files.writeString(at.resolve("model.json"), "");
        return at;
    }

    /** What the page's line that deletes says after others in place of the page's. */
    private String typed(String... before) throws Exception {
        var line = commands().stream()
                .filter(it -> it.contains("rm -rf "))
                .findFirst()
                .orElseThrow()
                .replace("sudo ", "");
        var shell = new ProcessBuilder("sh", "-c", String.join("\n", before) + "\n" + line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (var said = shell.getInputStream()) {
            return new String(said.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> commands() throws Exception {
        var page = Files.readString(Path.of("../systemd/README.md"));
        var section = page.substring(page.indexOf("\n## A copy of a box\n") + 1);
        return section.substring(0, section.indexOf("\n## "))
                .lines()
                .filter(line -> line.startsWith("    "))
                .toList();
    }
}
