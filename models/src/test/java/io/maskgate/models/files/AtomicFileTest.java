package io.maskgate.models.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.files.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
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
        assertThat(folder.resolve("a/b")).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aFailureHalfWayLeavesTheOldFile() throws IOException {
        var file = folder.resolve("c.txt");
        AtomicFile.write(file, "old");
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    DurableFile.writeFully(channel, ByteBuffer.wrap(new byte[] {'n', 'e'}));
                    throw new IOException("device gone");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cannot be written: device gone");
        assertThat(file).hasContent("old");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void onAFullDiskTheOldFileStays() throws IOException {
        var full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "needs /dev/full");
        var file = folder.resolve("c.txt");
        AtomicFile.write(file, "old");
        Files.createSymbolicLink(AtomicFile.temporary(file), full);
        assertThatThrownBy(() -> AtomicFile.write(file, "new"))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cannot be written: No space left on device");
        assertThat(file).hasContent("old");
    }

    @Test
    void whatIsInTheWayIsSaid() throws IOException {
        var file = Files.writeString(folder.resolve("run"), "a file");
        assertThatThrownBy(() -> AtomicFile.write(file.resolve("c.txt"), "new"))
                .isInstanceOf(IOException.class)
                .hasMessage(file.resolve("c.txt") + ": cannot be written: " + file
                        + ": in the way, expected a folder or nothing of this name");
    }

    @Test
    void twoThatWriteTheSameFileAtOnceBothSucceed() throws IOException {
        var file = folder.resolve("c.txt");
        var inside = new CyclicBarrier(2);
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var both = Stream.of("one", "two")
                    .map(text -> CompletableFuture.runAsync(() -> write(file, text, inside), writers))
                    .toArray(CompletableFuture<?>[]::new);
            assertThat(CompletableFuture.allOf(both)).succeedsWithin(Duration.ofSeconds(20));
        }
        assertThat(Files.readString(file)).isIn("one", "two");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void whatAKillLeftLongAgoGoesWithTheNextWriteAndTheRestStays() throws IOException {
        var left = Files.writeString(folder.resolve("c.txt.cafe-1.part"), "half");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        var running = Files.writeString(folder.resolve("c.txt.cafe-2.part"), "half");
        var other = Files.writeString(folder.resolve("d.txt.cafe-1.part"), "half");
        Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));
        AtomicFile.write(folder.resolve("c.txt"), "new");
        assertThat(left).doesNotExist();
        assertThat(running).exists();
        assertThat(other).exists();
    }

    /** Each write of many would read the names of all before it. */
    @Test
    void aFolderIsFilledWithoutALookAtWhatIsInIt() throws IOException {
        var left = Files.writeString(folder.resolve("c.txt.cafe-1.part"), "half");
        Files.setLastModifiedTime(left, FileTime.from(Instant.EPOCH));
        var file = folder.resolve("c.txt");
        AtomicFile.fill(file, new byte[] {'n', 'e', 'w'});
        assertThat(file).hasContent("new");
        assertThat(left).exists();
    }

    /** Both have begun before either ends. */
    private static void write(Path file, String text, CyclicBarrier inside) {
        try {
            AtomicFile.write(file, channel -> {
                DurableFile.writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
                try {
                    inside.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new IOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
