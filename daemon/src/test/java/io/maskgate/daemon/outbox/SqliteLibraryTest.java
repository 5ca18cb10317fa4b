package io.maskgate.daemon.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteLibraryTest {
    @TempDir
    Path folder;

    /** Opens an outbox, in a process of its own since here the library is loaded. */
    static final class Opening {
        private Opening() {}

        static void main(String[] arguments) {
            try (var _ = new Fixture(Path.of(arguments[0])).open()) {
                System.out.println("opened");
            } catch (OutboxException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void withoutTheLibraryNoOutboxIsOpenedAndTheReasonIsNamed() throws Exception {
        var nowhere = folder.resolve("nowhere");
        assertThat(opening("-Djava.io.tmpdir=" + nowhere))
                .startsWith("SQLite: expected its library to load, found No native library found")
                .contains("; let " + nowhere + " have room and allow executing");
    }

    /** As in a package, where nothing is unpacked, with another C library: it sent people to /tmp. */
    @Test
    void oneThatDoesNotFitTheSystemIsToldFromATemporaryFolderWithoutRoom() throws Exception {
        Files.writeString(folder.resolve("libsqlitejdbc.so"), "no library");
        assertThat(opening("-Djava.io.tmpdir=" + folder.resolve("nowhere"), "-Dorg.sqlite.lib.path=" + folder))
                .startsWith("SQLite: expected its library to load, found ")
                .contains("; the one in " + folder + " does not fit this system", "glibc 2.29 or newer, and not musl")
                .doesNotContain("tmpdir");
    }

    /** What becomes of it in a process of its own with these options. */
    private String opening(String... options) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Opening.class.getName(),
                folder.resolve("outbox").toString()));
        var opening = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> said;
        try (var lines = opening.inputReader()) {
            said = lines.lines().filter(line -> !line.startsWith("WARNING")).toList();
        }
        assertThat(opening.waitFor()).isZero();
        assertThat(said).hasSize(1);
        return said.getFirst();
    }
}
