package io.maskgate.daemon.privacy;

import io.maskgate.hw.files.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files for the service's user alone. */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    /** End of the name under which {@link #replace} writes. */
    public static final String ENDING = ".tmp";

    private PrivateFiles() {}

    /** Writes a file or replaces it: whenever the power fails, the old content or the new is there. */
    public static void replace(Path file, byte[] content) throws IOException {
        var fresh = fresh(file);
        write(fresh, content);
        DurableFile.putInPlace(fresh, file);
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
        return file.resolveSibling(file.getFileName() + ENDING);
    }

    /** Writes a new file in place of one that may be there; on disk when this returns. */
    public static void write(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        try (var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER))) {
            DurableFile.writeFully(channel, ByteBuffer.wrap(content));
            channel.force(true);
        }
    }
}
