package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.privacy.PrivateFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * The cameras of which the broker may hold something, on disk, one a line: those that are taken out of the configuration
 * while nothing runs have to be taken away at the broker too. Used by one thread at a time.
 */
public final class PublishedCameras {
    private static final System.Logger LOG = System.getLogger(PublishedCameras.class.getName());

    private final Path file;
    private Set<String> onDisk = Set.of();
    private boolean failing;

    /** @param file its folder is there, or will be before {@link #keep} */
    public PublishedCameras(Path file) {
        this.file = file;
    }

    /** What earlier processes left; nothing where they left nothing that can be read, which is said. */
    public Set<String> read() {
        var found = new TreeSet<String>();
        try {
            Files.readString(file).lines().filter(PublishedCameras::isName).forEach(found::add);
            onDisk = Set.copyOf(found);
        } catch (NoSuchFileException _) {
            // The first time.
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "{0}: cannot be read, so cameras taken out of the configuration may stay at the broker: {1}",
                    file,
                    e.toString());
        }
        return found;
    }

    /** What else stands there was not written by us, and is no level of a topic. */
    private static boolean isName(String line) {
        return line.matches("[A-Za-z0-9_-]{1,64}");
    }

    /** Writes them where they differ from what is there; a disk that takes nothing is said once, and tried again. */
    public void keep(Set<String> cameras) {
        if (cameras.equals(onDisk)) {
            return;
        }
        try {
            var lines = new StringBuilder();
            cameras.stream().sorted().forEach(camera -> lines.append(camera).append('\n'));
            PrivateFiles.replace(file, lines.toString().getBytes(StandardCharsets.US_ASCII));
            onDisk = Set.copyOf(cameras);
            if (failing) {
                failing = false;
                LOG.log(Level.INFO, "{0}: the cameras at the broker are kept again", file);
            }
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.log(Level.WARNING, "{0}: the cameras at the broker cannot be kept: {1}", file, e.toString());
            }
        }
    }
}
