package io.maskgate.models.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    private Path folder;

    @Test
    void aFolderIsMadeAndNothingLeftInIt() throws IOException {
        Folders.prepare(folder.resolve("runs/base"));
        assertThat(folder.resolve("runs/base")).isEmptyDirectory();
    }

    @Test
    void oneThatCannotBeWrittenToIsNamed() throws IOException {
        var file = Files.writeString(folder.resolve("run"), "a file");
        assertThatThrownBy(() -> Folders.prepare(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": expected a folder that can be written to, found " + file
                        + ": in the way, expected a folder or nothing of this name");
        // Where root too may make no file.
        var processes = Path.of("/proc");
        Assumptions.assumeTrue(Files.isDirectory(processes), "needs /proc");
        assertThatThrownBy(() -> Folders.prepare(processes))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("/proc: expected a folder that can be written to, found ");
    }
}
