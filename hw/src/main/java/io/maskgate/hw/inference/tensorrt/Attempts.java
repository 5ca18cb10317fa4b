package io.maskgate.hw.inference.tensorrt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
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

    private final Path folder;
    private final boolean remembering;
    private @Nullable Path current;
    private boolean abandoned;

    private Attempts(Path folder, boolean remembering) {
        this.folder = folder;
        this.remembering = remembering;
    }

    /** Of a service, which is started again when it ends. */
    static Attempts ofService(Path folder) {
        return new Attempts(folder, true);
    }

    /** Of a person, who may end a command and is never refused; what succeeds is forgiven the service as well. */
    static Attempts ofPerson(Path folder) {
        return new Attempts(folder, false);
    }

    /** Why this engine is not tried now; empty when it may be. */
    synchronized Optional<String> refusal(EngineKey key) {
        int deaths = remembering ? deaths(file(key)) : 0;
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
                channel.write(ByteBuffer.wrap(text));
                // A GPU's driver may take the whole machine with it.
                channel.force(true);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: cannot be written: {1}", file, e.getMessage());
        }
    }

    /** The process has survived it, however it went. */
    synchronized void end() {
        var file = current;
        current = null;
        if (file != null) {
            forget(file);
        }
    }

    /** The process ends in good order, and what is under way with it. */
    synchronized void abandon() {
        abandoned = true;
        end();
    }

    private static void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: cannot be deleted: {1}", file, e.getMessage());
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
