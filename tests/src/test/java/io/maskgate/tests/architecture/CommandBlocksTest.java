package io.maskgate.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.support.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Commands on pages are copied as they stand, with whatever stands behind them: words there have a '#' before them. */
class CommandBlocksTest {
    private static final List<String> FOLDERS = List.of("config", "daemon", "hw", "models", "systemd", "tests");
    private static final Pattern COMMAND = Pattern.compile(
            "    (?:\\./|tests/|models/|(?:maskgate|sudo|systemctl|systemd-analyze|journalctl|curl|ssh|install"
                    + "|openssl|mosquitto_sub|mosquitto_pub) ).*");
    /** Columns are made with several blanks; a command needs one. */
    private static final Pattern COLUMN = Pattern.compile("(?<=\\S) {3,}(?!#)(?=\\S)");

    @Test
    void noWordStandsBehindACommandWithoutAMark() throws IOException {
        var faults = new ArrayList<String>();
        var pages = pages();
        for (var page : pages) {
            faults(Files.readString(page))
                    .forEach(line -> faults.add(Repository.root().relativize(page) + ": " + line));
        }
        assertThat(pages).hasSizeGreaterThan(15);
        assertThat(faults)
                .as("whoever copies these runs the words too: put a '#' before them")
                .isEmpty();
    }

    @Test
    void wordsBehindACommandAndBelowThemAreFound() {
        assertThat(faults("""
                    ./maskgate demo      everything in one process
                                         and so on
                    ./maskgate test      # the whole suite
                                         # of all modules
                    ./maskgate export --card \\
                        --default

                    topic               no command
                                         and so on
                """))
                .containsExactly(
                        "    ./maskgate demo      everything in one process", "                         and so on");
    }

    private static List<String> faults(String page) {
        var faults = new ArrayList<String>();
        boolean commands = false;
        boolean goesOn = false;
        for (var line : page.lines().toList()) {
            boolean command = COMMAND.matcher(line).matches();
            commands = command || commands && line.startsWith("    ");
            boolean below = commands && !goesOn && line.matches(" {7,}[^ #].*");
            if (command && COLUMN.matcher(line.strip()).find() || below) {
                faults.add(line);
            }
            goesOn = line.endsWith("\\");
        }
        return faults;
    }

    private static List<Path> pages() throws IOException {
        var pages = new ArrayList<>(List.of(Repository.root().resolve("README.md")));
        for (var folder : FOLDERS) {
            try (Stream<Path> files = Files.walk(Repository.root().resolve(folder))) {
                files.filter(file -> file.getFileName().toString().endsWith(".md"))
                        .filter(file -> !file.toString().contains("/target/"))
                        .forEach(pages::add);
            }
        }
        return pages;
    }
}
