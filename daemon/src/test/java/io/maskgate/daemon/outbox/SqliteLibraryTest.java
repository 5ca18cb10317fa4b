package io.maskgate.daemon.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
    @Timeout(60)
    void withoutTheLibraryNoOutboxIsOpenedAndTheReasonIsNamed() throws Exception {
        var nowhere = folder.resolve("nowhere");
        var opening = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + nowhere,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opening.class.getName(),
                        folder.resolve("outbox").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = opening.inputReader()) {
            assertThat(lines.lines().filter(line -> !line.startsWith("WARNING")))
                    .singleElement()
                    .asString()
                    .startsWith("SQLite: expected its library to load, found No native library found")
                    .contains("; let " + nowhere + " have room and allow executing");
        }
        assertThat(opening.waitFor()).isZero();
    }
}
