package io.maskgate.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A file system of two megabytes in memory, to be filled to its last byte: the kernel says ENOSPC, not a pretence. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one; where that is not allowed the test is skipped and says so. */
    public static SmallDisk mount(Path folder) throws IOException {
        var disk = mountWherePossible(folder);
        Assumptions.assumeTrue(
                disk.isPresent(), "a disk to fill needs the right to mount a tmpfs: run the tests as root");
        return disk.orElseThrow();
    }

    /** Mounts one; empty where that is not allowed. */
    public static Optional<SmallDisk> mountWherePossible(Path folder) throws IOException {
        Files.createDirectories(folder);
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "maskgate-test", folder.toString()) == 0;
        return mounted ? Optional.of(new SmallDisk(folder)) : Optional.empty();
    }

    public Path folder() {
        return folder;
    }

    /** Takes every free byte. */
    public void fill() throws IOException {
        // Large pieces first; what is left is less than the last piece.
        for (int piece = 1 << 16; piece > 0; piece /= 256) {
            try (var file = Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                var bytes = new byte[piece];
                while (true) {
                    file.write(bytes);
                }
            } catch (IOException e) {
                if (Files.getFileStore(folder).getUsableSpace() == 0) {
                    return;
                }
            }
        }
        throw new IOException(folder + ": expected no byte left, found "
                + Files.getFileStore(folder).getUsableSpace());
    }

    /** Gives back what {@link #fill()} took. */
    public void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() throws IOException {
        if (run("umount", "--lazy", folder.toString()) != 0) {
            throw new IOException(folder + " is still mounted");
        }
    }

    private static int run(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
