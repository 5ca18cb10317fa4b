package io.maskgate.models.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes under a temporary name, forces to disk, renames: a full disk or a kill leaves the old file as it was. */
public final class AtomicFile {
    private AtomicFile() {}

    /** What is to stand in the file. */
    @FunctionalInterface
    public interface Content {
        void to(FileChannel channel) throws IOException;
    }

    /**
     * Replaces the file; it stays as it was when {@code content} fails.
     *
     * @throws IOException naming the file
     */
    public static void write(Path file, Content content) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        var temporary = folder.resolve(file.getFileName() + ".part");
        try {
            Files.createDirectories(folder);
            try (var channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                content.to(channel);
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            // The rename itself is on disk only when the folder is.
            try (var entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw new IOException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** Replaces the file by a text in UTF-8. */
    public static void write(Path file, String text) throws IOException {
        write(file, channel -> writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** Writes all that remains; a channel may take less at a time. */
    public static void writeFully(FileChannel channel, ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            channel.write(data);
        }
    }
}
