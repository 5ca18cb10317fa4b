package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page on a copied box deletes, deletes it of the copy, on whichever machine that is typed. */
class CopyPageTest {
    private static final Pattern PATH = Pattern.compile("(?<=[ \"'])\\S*/(?:var|etc)/\\S+");

    @Test
    void everyPathOfItsCommandsBeginsWhereTheCopyIsAndNoneWorksBeforeThatIsSaid() throws Exception {
        var page = Files.readString(Path.of("../systemd/README.md"));
        var section = page.substring(page.indexOf("\n## A copy of a box\n") + 1);
        var commands = section.substring(0, section.indexOf("\n## "))
                .lines()
                .filter(line -> line.startsWith("    "))
                .toList();

        assertThat(commands)
                .anyMatch(line -> line.contains("rm -rf outbox "))
                .anyMatch(line -> line.contains("/etc/machine-id"));
        assertThat(commands.stream()
                        .flatMap(line -> PATH.matcher(line).results())
                        .map(found -> found.group().replace("\"", "")))
                .hasSize(2)
                .allMatch(path -> path.startsWith("${copy:?}/"));
        assertThat(commands).noneMatch(line -> line.contains("systemctl"));
    }
}
