package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.files.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers on disk that an engine is built, loaded or tried for the first time. What NVIDIA's libraries do wrong there, or
 * the memory they take, may end the whole process, and the service manager starts it again: without this it would end again
 * and again where the processor alone would serve. Thread-safe.
 */
final class Attempts {
    static final String ENDING = ".trying";
    /** One may have been a power cut. */
    private static final int DEATHS = 2;

    private static final Duration PAUSE = Duration.ofDays(1);

    private static final System.Logger LOG = System.getLogger(Attempts.class.getName());

    /** Left by a process that asked for a restart because of the GPU. */
    static final String RESTARTED = "lost-gpu.restart";

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path folder;
    private final boolean remembering;
    private @Nullable Path current;
    private boolean abandoned;
    private boolean unwritable;

    private Attempts(Path folder, boolean remembering) {
        this.folder = folder;
        this.remembering = remembering;
    }

    /** Of a service, which is started again when it ends. */
    static Attempts ofService(Path folder) {
        return new Attempts(folder, true);
    }

    /** Of a person, who may end a command and is never refused; what succeeds, and that alone, is forgiven the service. */
    static Attempts ofPerson(Path folder) {
        return new Attempts(folder, false);
    }

    /** Why this engine is not tried now; empty when it may be. */
    synchronized Optional<String> refusal(EngineKey key) {
        return remembering ? told(key) : Optional.empty();
    }

    /** Why the service does not try this engine now; empty when it does. */
    synchronized Optional<String> told(EngineKey key) {
        int deaths = deaths(file(key));
        if (deaths < DEATHS || age(file(key)).compareTo(PAUSE) >= 0) {
            return Optional.empty();
        }
        return Optional.of(
                "the last " + deaths + " processes that built or loaded it were ended by that; it is tried again by a"
                        + " start a day later, or by maskgate engine build");
    }

    /** From now on until {@link #end} the process may die of it. */
    synchronized void begin(EngineKey key) {
        if (abandoned) {
            return;
        }
        var file = file(key);
        current = file;
        if (!remembering) {
            return;
        }
        byte[] text = Integer.toString(deaths(file) + 1).getBytes(StandardCharsets.US_ASCII);
        try {
            Files.createDirectories(folder);
            try (var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                DurableFile.writeFully(channel, ByteBuffer.wrap(text));
                // A GPU's driver may take the whole machine with it.
                channel.force(true);
            }
            unwritable = false;
        } catch (IOException e) {
            LOG.log(
                    unwritable ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "{0}: cannot be written; if the engine ends the process, the next start tries it all the same: {1}",
                    file,
                    e);
            unwritable = true;
        }
    }

    /**
     * The process has survived it, however it went.
     *
     * @param good whether it gave an engine that works
     */
    synchronized void end(boolean good) {
        var file = current;
        current = null;
        // What the service counted is not undone by somebody whose attempt proves nothing.
        if (file != null && (remembering || good)) {
            forget(file);
        }
    }

    /** The process ends in good order, and what is under way with it. */
    synchronized void abandon() {
        abandoned = true;
        end(false);
    }

    synchronized boolean abandoned() {
        return abandoned;
    }

    /**
     * Whether a new process may be asked for because this one has lost the GPU: once a day, for a GPU that is broken would have
     * all cameras interrupted again and again. The answer counts as that once, for all engines of this process. Without a note
     * of it, not at all.
     */
    synchronized boolean mayRestart() {
        var file = folder.resolve(RESTARTED);
        if (!remembering || abandoned) {
            return false;
        }
        var self = ProcessHandle.current();
        String process = self.pid() + " " + self.info().startInstant().orElse(Instant.EPOCH) + " " + boot();
        try {
            if (age(file).compareTo(PAUSE) < 0) {
                return Files.readString(file).equals(process);
            }
            Files.createDirectories(folder);
            Files.writeString(file, process);
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: cannot be written: {1}", file, e);
            return false;
        }
    }

    /**
     * Whether it is less than a day ago that a process asked for its restart because of the GPU, and the machine has not been
     * started since: a boot may bring the GPU back, a moment after the service.
     */
    boolean restartedLately() {
        var file = folder.resolve(RESTARTED);
        try {
            return remembering
                    && age(file).compareTo(PAUSE) < 0
                    && Files.readString(file).endsWith(" " + boot());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: cannot be read: {1}", file, e);
            return false;
        }
    }

    /** A name of the time since the machine was started. */
    private static String boot() {
        try {
            return Files.readString(BOOT).strip();
        } catch (IOException _) {
            // One for all boots, then: better too patient with a GPU than a box without cameras.
            return "-";
        }
    }

    private void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (AccessDeniedException e) {
            // Whoever may read the daemon's engines and not write there is no owner of what it remembers.
            LOG.log(
                    remembering ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                    "{0}: cannot be deleted: access denied",
                    file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: cannot be deleted: {1}", file, e);
        }
    }

    private Path file(EngineKey key) {
        return folder.resolve(key.fileName() + ENDING);
    }

    private static int deaths(Path file) {
        try {
            return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        } catch (IOException | NumberFormatException e) {
            // Cut short while it was written: the process died all the same.
            return 1;
        }
    }

    /** A clock that is set after the start makes it look older, and costs one more try. */
    private static Duration age(Path file) {
        try {
            long millis =
                    System.currentTimeMillis() - Files.getLastModifiedTime(file).toMillis();
            return Duration.ofMillis(Math.abs(millis));
        } catch (IOException e) {
            return PAUSE;
        }
    }
}
