package io.maskgate.daemon.outbox;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One daemon per outbox: an exclusive lock the system drops when the process ends, however it ends. */
final class OutboxLock implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OutboxLock.class.getName());

    private final FileChannel channel;

    private OutboxLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens the file; a seam for tests of a disk that has become read-only. */
    interface Opener {
        FileChannel open(Path file, Set<StandardOpenOption> options) throws IOException;
    }

    static OutboxLock take(Path file) throws OutboxException {
        return take(
                file,
                (path, options) ->
                        FileChannel.open(path, options, PosixFilePermissions.asFileAttribute(OutboxFiles.OWNER_ONLY)));
    }

    static OutboxLock take(Path file, Opener opener) throws OutboxException {
        FileChannel channel;
        boolean writable = true;
        try {
            channel = opener.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            channel = reading(file, opener, e);
            writable = false;
        }
        try {
            if (lock(channel, !writable) == null) {
                var holder = holder(channel);
                channel.close();
                throw new OutboxException(file + ": the outbox is in use by " + holder
                        + "; stop that daemon, or give this one a state folder of its own");
            }
        } catch (IOException e) {
            throw new OutboxException(
                    file + ": expected a lockable file, found " + OutboxFiles.words(e)
                            + "; keep the state folder on a local disk",
                    e);
        }
        if (writable) {
            leaveName(channel);
        }
        return new OutboxLock(channel);
    }

    /** Where the disk takes nothing any more there is something to deliver nevertheless: what comes from now on. */
    private static FileChannel reading(Path file, Opener opener, IOException why) throws OutboxException {
        try {
            // Nobody forbids us a file that is there, may be read, and was ours to write once.
            if (!(why instanceof AccessDeniedException) && Files.exists(file)) {
                var channel = opener.open(file, Set.of(StandardOpenOption.READ));
                LOG.log(
                        Level.ERROR,
                        "{0}: expected a file this user may write, found {1}; events leave from memory alone, and what"
                                + " waits is lost at a stop. Where the disk has become read-only, as worn-out cards do,"
                                + " dmesg says so: replace it. {2}",
                        file,
                        OutboxFiles.words(why),
                        OutboxFiles.WRITABLE);
                return channel;
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        throw new OutboxException(
                file + ": expected a file this user may write, found " + OutboxFiles.words(why)
                        + "; let the service's user own the state folder. " + OutboxFiles.WRITABLE,
                why);
    }

    /** A shared one keeps apart from those who can write at least. */
    private static @Nullable FileLock lock(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static String holder(FileChannel channel) {
        var text = ByteBuffer.allocate(20);
        try {
            channel.read(text, 0);
        } catch (IOException _) {
            return "another process";
        }
        var pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
        return pid.matches("\\d+") ? "process " + pid : "another process";
    }

    /** The number only helps a person; the lock holds without it, so a full disk is no obstacle. */
    private static void leaveName(FileChannel channel) {
        var pid = ProcessHandle.current().pid() + "\n";
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "process id not written: {0}", e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
