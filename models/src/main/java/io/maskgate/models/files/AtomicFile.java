package io.maskgate.models.files;

import static io.maskgate.hw.files.DurableFile.putInPlace;
import static io.maskgate.hw.files.DurableFile.writeFully;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Writes under a temporary name, forces to disk, renames: a full disk or a kill leaves the old file as it was. Several may
 * write the same file at once, from other processes and machines too: the last one's stays.
 */
public final class AtomicFile {
    /** No other process has it: process numbers repeat where containers share a folder. */
    private static final String MINE = Long.toHexString(UUID.randomUUID().getMostSignificantBits());

    private static final String ENDING = ".part";
    /** No write takes as long, so that what is older was left by a kill. */
    private static final Duration ABANDONED = Duration.ofDays(1);

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
        write(file, content, true);
    }

    private static void write(Path file, Content content, boolean sweeps) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        var temporary = temporary(file);
        try {
            Files.createDirectories(folder);
            if (sweeps) {
                sweep(file, folder);
            }
            try (var channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                content.to(channel);
                channel.force(true);
            }
            putInPlace(temporary, file);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be written: " + FileFault.words(e), e);
        } finally {
            remove(temporary);
        }
    }

    /** It is still there only where something failed: why that was says more than that it cannot be removed either. */
    private static void remove(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException _) {
            // Swept by a later write.
        }
    }

    /** Where this thread writes a file until it is whole: beside it, under a name that nobody else takes. */
    public static Path temporary(Path file) {
        return file.toAbsolutePath()
                .resolveSibling(file.getFileName() + "." + MINE + "-"
                        + Thread.currentThread().threadId() + ENDING);
    }

    /** Removes what killed writers of the same file left long ago. */
    private static void sweep(Path file, Path folder) throws IOException {
        String beginning = file.getFileName() + ".";
        var then = Instant.now().minus(ABANDONED);
        try (var abandoned = Files.newDirectoryStream(folder, other -> {
            String name = other.getFileName().toString();
            return name.startsWith(beginning) && name.endsWith(ENDING) && name.length() > beginning.length();
        })) {
            for (var other : abandoned) {
                try {
                    if (Files.getLastModifiedTime(other, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isBefore(then)) {
                        Files.deleteIfExists(other);
                    }
                } catch (NoSuchFileException _) {
                    // Its writer has just renamed it.
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Replaces the file by a text in UTF-8. */
    public static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces the file by what is at hand. */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, channel -> writeFully(channel, ByteBuffer.wrap(content)));
    }

    /**
     * The same for a file of a folder that is deleted where it does not get whole. What a kill left there is not looked for, so that
     * each of many files costs no more than one: else it would read the names of all before it.
     */
    public static void fill(Path file, byte[] content) throws IOException {
        write(file, channel -> writeFully(channel, ByteBuffer.wrap(content)), false);
    }
}
