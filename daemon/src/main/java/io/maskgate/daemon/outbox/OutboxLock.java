package io.maskgate.daemon.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One daemon per outbox: an exclusive lock the system drops when the process ends, however it ends. */
final class OutboxLock implements AutoCloseable {
    private final FileChannel channel;

    private OutboxLock(FileChannel channel) {
        this.channel = channel;
    }

    static OutboxLock take(Path file) throws OutboxException {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(OutboxFiles.OWNER_ONLY));
        } catch (IOException e) {
            throw new OutboxException(
                    file + ": expected a file this user may write, found " + OutboxFiles.words(e)
                            + "; let the service's user own the state folder. " + OutboxFiles.WRITABLE,
                    e);
        }
        try {
            if (lock(channel) == null) {
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
        leaveName(channel);
        return new OutboxLock(channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
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
            System.getLogger(OutboxLock.class.getName())
                    .log(System.Logger.Level.DEBUG, "process id not written: {0}", e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
