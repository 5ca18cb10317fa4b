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
import java.util.function.Predicate;

/**
 * Cameras of which the broker may hold something, or topics, on disk, one a line: those that are taken out of the
 * configuration while nothing runs have to be taken away at the broker too. Used by one thread at a time.
 */
public final class PublishedNames {
    private static final System.Logger LOG = System.getLogger(PublishedNames.class.getName());

    private final Path file;
    private final String what;
    private final Predicate<String> isOne;
    private Set<String> onDisk = Set.of();
    private boolean failing;

    private PublishedNames(Path file, String what, Predicate<String> isOne) {
        this.file = file;
        this.what = what;
        this.isOne = isOne;
    }

    /**
     * Of cameras.
     *
     * @param state its folder, which is there, or will be before {@link #keep}
     */
    public static PublishedNames cameras(Path state) {
        return new PublishedNames(
                state.resolve("published-cameras"), "cameras", line -> line.matches("[A-Za-z0-9_-]{1,64}"));
    }

    /**
     * Of topics at which Home Assistant finds this gateway. The folder may be a copy of a neighbour's, who still says what
     * stands under his name: what is not under this one is passed over.
     *
     * @param state its folder, which is there, or will be before {@link #keep}
     */
    public static PublishedNames descriptions(Path state, String gateway) {
        return new PublishedNames(
                state.resolve("published-descriptions"),
                "descriptions for Home Assistant",
                line -> HomeAssistant.isTopic(line, gateway));
    }

    /**
     * What earlier processes left; nothing where they left nothing that can be read, which is said. What else stands there
     * was not written by us, and is passed over.
     */
    public Set<String> read() {
        var found = new TreeSet<String>();
        try {
            Files.readString(file).lines().filter(isOne).forEach(found::add);
            onDisk = Set.copyOf(found);
        } catch (NoSuchFileException _) {
            // The first time.
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "{0}: cannot be read, so {1} taken out of the configuration may stay at the broker: {2}",
                    file,
                    what,
                    e.toString());
        }
        return found;
    }

    /** Writes them where they differ from what is there; a disk that takes nothing is said once, and tried again. */
    public void keep(Set<String> names) {
        if (names.equals(onDisk)) {
            return;
        }
        try {
            var lines = new StringBuilder();
            names.stream().sorted().forEach(name -> lines.append(name).append('\n'));
            PrivateFiles.replace(file, lines.toString().getBytes(StandardCharsets.US_ASCII));
            onDisk = Set.copyOf(names);
            if (failing) {
                failing = false;
                LOG.log(Level.INFO, "{0}: the {1} at the broker are kept again", file, what);
            }
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.log(Level.WARNING, "{0}: the {1} at the broker cannot be kept: {2}", file, what, e.toString());
            }
        }
    }
}
