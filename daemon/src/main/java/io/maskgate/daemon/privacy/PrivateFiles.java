package io.maskgate.daemon.privacy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files for the service's user alone. */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private PrivateFiles() {}

    /** Writes a file or replaces it: whenever the power fails, the old content or the new is there. */
    public static void replace(Path file, byte[] content) throws IOException {
        var fresh = fresh(file);
        write(fresh, content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // The name is the folder's, and as durable as that.
        try (var folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /**
     * Deletes a file, and what a {@link #replace} of it left that was cut short.
     *
     * @return whether there was any
     */
    static boolean delete(Path file) throws IOException {
        boolean half = Files.deleteIfExists(fresh(file));
        return Files.deleteIfExists(file) || half;
    }

    private static Path fresh(Path file) {
        return file.resolveSibling(file.getFileName() + ".tmp");
    }

    /** Writes a new file in place of one that may be there; on disk when this returns. */
    public static void write(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        try (var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER))) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
