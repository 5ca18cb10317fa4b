package io.maskgate.hw.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The steps by which a file is replaced, so that whenever the power fails the old content or the new is there. Names of
 * temporary files, rights, and what is removed after a failure stay the caller's.
 */
public final class DurableFile {
    private DurableFile() {}

    /** Writes all that remains; a channel may take less at a time. */
    public static void writeFully(FileChannel channel, ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            channel.write(data);
        }
    }

    /** Forces a file that somebody else wrote to disk. */
    public static void force(Path written) throws IOException {
        try (var channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /**
     * Gives what is written the name of the file, in place of what may have it.
     *
     * @param written beside the file, forced to disk
     */
    public static void putInPlace(Path written, Path file) throws IOException {
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // The name is the folder's, and as durable as that.
        try (var folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
