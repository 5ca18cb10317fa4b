package io.maskgate.models.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder;

    @Test
    void foldersAreMadeAndTheTemporaryFileIsGone() throws IOException {
        var file = folder.resolve("a/b/c.txt");
        AtomicFile.write(file, "one\n");
        AtomicFile.write(file, "two\n");
        assertThat(file).hasContent("two\n");
        assertThat(folder.resolve("a/b/c.txt.part")).doesNotExist();
    }

    @Test
    void aFailureHalfWayLeavesTheOldFile() throws IOException {
        var file = folder.resolve("c.txt");
        AtomicFile.write(file, "old");
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    AtomicFile.writeFully(channel, ByteBuffer.wrap(new byte[] {'n', 'e'}));
                    throw new IOException("device gone");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cannot be written: device gone");
        assertThat(file).hasContent("old");
        assertThat(folder.resolve("c.txt.part")).doesNotExist();
    }

    @Test
    void onAFullDiskTheOldFileStays() throws IOException {
        var full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "needs /dev/full");
        var file = folder.resolve("c.txt");
        AtomicFile.write(file, "old");
        Files.createSymbolicLink(folder.resolve("c.txt.part"), full);
        assertThatThrownBy(() -> AtomicFile.write(file, "new"))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cannot be written: No space left on device");
        assertThat(file).hasContent("old");
    }
}
