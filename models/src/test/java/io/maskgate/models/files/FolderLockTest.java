package io.maskgate.models.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.files.DurableFile;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void run() {
        run = folder.resolve("run");
    }

    /** Another process, which works in a folder until it is killed. */
    static final class Worker {
        private Worker() {}

        public static void main(String[] words) throws IOException {
            try (var _ = FolderLock.take(Path.of(words[0]))) {
                System.out.println("at work");
                System.in.read();
            }
        }
    }

    private Process worker() throws IOException, URISyntaxException {
        var classes = Stream.of(FolderLock.class, FolderLockTest.class, DurableFile.class)
                .map(each ->
                        each.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes,
                        Worker.class.getName(),
                        run.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("at work");
        return process;
    }

    @Test
    void whileAProcessWorksInAFolderNobodyElseDoesAndAKillLetsGoOfIt() throws Exception {
        var process = worker();
        try {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> FolderLock.take(run))
                        .as("the one that was refused did not let others in")
                        .isInstanceOf(IOException.class)
                        .hasMessage(run + ": expected a run folder that nobody works in, found process " + process.pid()
                                + " at work in it; wait until it has ended, or choose another folder");
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        try (var _ = FolderLock.take(run)) {
            assertThat(run).isNotEmptyDirectory();
        }
    }

    @Test
    void withinAProcessASecondIsRefusedToo() throws IOException {
        try (var _ = FolderLock.take(run)) {
            assertThatThrownBy(() -> FolderLock.take(run))
                    .hasMessageContaining(
                            "found process " + ProcessHandle.current().pid() + " at work in it");
            try (var _ = FolderLock.take(run.resolve("assistant"))) {
                assertThat(run.resolve("assistant")).isDirectory();
            }
        }
    }

    @Test
    void whereNothingCameOfTheWorkNothingIsLeft() throws IOException {
        FolderLock.take(run).close();
        assertThat(run).doesNotExist();

        Files.createDirectory(run);
        FolderLock.take(run).close();
        assertThat(run).isEmptyDirectory();

        try (var _ = FolderLock.take(run)) {
            Files.writeString(run.resolve("curve.csv"), "epoch\n");
        }
        assertThat(run.resolve("curve.csv")).hasContent("epoch\n");
        try (var _ = FolderLock.take(run)) {
            assertThat(run.resolve("curve.csv")).exists();
        }
    }

    @Test
    void aFolderThatIsGoneAtTheEndIsNoObstacle() throws IOException {
        var lock = FolderLock.take(run);
        Folders.delete(run);
        lock.close();
        assertThat(run).doesNotExist();
    }
}
