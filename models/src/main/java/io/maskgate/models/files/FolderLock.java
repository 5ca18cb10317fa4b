package io.maskgate.models.files;

import io.maskgate.hw.files.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to work in a folder, which one process has at a time: two trainings would write over each other's checkpoints.
 * The system takes it back however the process ends, so that a killed one leaves nothing to clear away; its file stays, since
 * a file that somebody has just opened is not to be locked by him and a new one of its name by another.
 *
 * <p>Within a process a second is refused too, but by closing what it opened for that POSIX lets other processes in.
 */
public final class FolderLock implements AutoCloseable {
    private static final String FILE = ".lock";
    private static final int MOST_DIGITS = 20;

    private final Path folder;
    private final boolean made;
    private final FileChannel channel;

    private FolderLock(Path folder, boolean made, FileChannel channel) {
        this.folder = folder;
        this.made = made;
        this.channel = channel;
    }

    /**
     * Takes a folder, which is made where there is none.
     *
     * @throws IOException naming it, when another works in it or it cannot be written to
     */
    public static FolderLock take(Path folder) throws IOException {
        boolean made = Files.notExists(folder);
        Folders.prepare(folder);
        var file = folder.resolve(FILE);
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            // Whoever was at work until now may have removed the file since it was opened.
            taken = isFree(file, channel) && Files.exists(file);
            if (!taken) {
                throw new IOException(folder + ": expected a run folder that nobody works in, found " + holder(channel)
                        + " at work in it; wait until it has ended, or choose another folder");
            }
            channel.truncate(0);
            DurableFile.writeFully(
                    channel,
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        return new FolderLock(folder, made, channel);
    }

    private static boolean isFree(Path file, FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        } catch (IOException e) {
            throw new IOException(
                    file + ": cannot be locked: " + FileFault.words(e) + "; choose a folder on another file system", e);
        }
    }

    /** Who noted himself in the file last. */
    private static String holder(FileChannel channel) throws IOException {
        var noted = ByteBuffer.allocate(MOST_DIGITS);
        channel.read(noted, 0);
        String number = new String(noted.array(), 0, noted.position(), StandardCharsets.US_ASCII);
        return number.matches("\\d+") ? "process " + number : "another process";
    }

    /** Lets others in. Where nothing came of the work, the folder is as it was before. */
    @Override
    public void close() throws IOException {
        try (channel) {
            tidy();
        }
    }

    private void tidy() {
        try (var files = Files.list(folder)) {
            if (files.allMatch(file -> file.endsWith(FILE))) {
                Files.deleteIfExists(folder.resolve(FILE));
                if (made) {
                    Files.delete(folder);
                }
            }
        } catch (IOException _) {
            // What stays is locked by whoever comes next as well as a new one.
        }
    }
}
