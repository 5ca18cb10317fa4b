package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.privacy.PrivateFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Numbers the connections of the Sparkplug node, 0 to 255 and round again (bdSeq), over restarts: a host must not take
 * the death of an earlier connection for that of this one. Used by one thread.
 */
final class BirthCount {
    private static final System.Logger LOG = System.getLogger(BirthCount.class.getName());
    private static final int NUMBERS = 256;

    private final Path file;
    private int latest;
    private boolean unused;
    private boolean failing;

    /** @param file its folder is there, or will be before {@link #next} */
    BirthCount(Path file) {
        this.file = file;
        latest = read();
    }

    private int read() {
        try {
            int number = Integer.parseInt(Files.readString(file).strip());
            if (number >= 0 && number < NUMBERS) {
                return number;
            }
            LOG.log(Level.WARNING, "{0}: expected 0 to 255, found another number; it begins at 0", file);
        } catch (NoSuchFileException _) {
            // The first time.
        } catch (IOException | NumberFormatException e) {
            LOG.log(Level.WARNING, "{0}: expected 0 to 255, found {1}; it begins at 0", file, e.toString());
        }
        return NUMBERS - 1;
    }

    /** The number of the next connection, on disk before it is returned; where the disk does not take it, in memory. */
    int next() {
        boolean kept = unused && !failing;
        if (!unused) {
            latest = (latest + 1) % NUMBERS;
        }
        unused = false;
        if (!kept) {
            keep();
        }
        return latest;
    }

    /** The latest number never left this machine: it is the next one too, and stands on disk already. */
    void unused() {
        unused = true;
    }

    private void keep() {
        try {
            PrivateFiles.replace(file, (latest + "\n").getBytes(StandardCharsets.US_ASCII));
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.log(Level.WARNING, "{0}: the number of the connection cannot be kept: {1}", file, e.toString());
            }
        }
    }
}
