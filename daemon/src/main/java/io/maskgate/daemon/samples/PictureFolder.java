package io.maskgate.daemon.samples;

import io.maskgate.daemon.privacy.PrivateFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The folder of stored pictures, for whoever does not keep it. */
final class PictureFolder {
    /** End of the name under which a picture is written. */
    static final String HALF = PrivateFiles.ENDING;

    private static final Pattern NAME = Pattern.compile("(\\d{13})-(sample|event)-[0-9a-f-]{36}\\.mgp");

    private PictureFolder() {}

    static boolean isPicture(String name) {
        return NAME.matcher(name).matches();
    }

    static boolean isHalf(String name) {
        return name.endsWith(HALF);
    }

    /** What is done with a name. */
    interface Step {
        void take(String name) throws IOException;
    }

    /**
     * What kept steps from being done.
     *
     * @param names how many they were
     * @param first what kept the first of them
     */
    record Trouble(int names, IOException first) {}

    /**
     * Goes through what is in the folder, in any order and one at a time: all names may be more than memory holds. Nothing
     * where it is not there; one that may not be looked at is not an empty one. A name that makes trouble keeps no other.
     */
    static Optional<Trouble> each(Path folder, Step step) throws IOException {
        if (Files.notExists(folder)) {
            return Optional.empty();
        }
        int failed = 0;
        @Nullable IOException first = null;
        try (var entries = Files.newDirectoryStream(folder)) {
            for (var entry : entries) {
                try {
                    step.take(entry.getFileName().toString());
                } catch (IOException e) {
                    failed++;
                    first = first == null ? e : first;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return first == null ? Optional.empty() : Optional.of(new Trouble(failed, first));
    }

    /**
     * Deletes every stored picture: the configuration does not allow any. One that cannot be deleted keeps no other.
     *
     * @return how many there were
     * @throws IOException when any is left
     */
    static int clear(Path folder) throws IOException {
        var gone = new AtomicInteger();
        var trouble = each(folder, name -> {
            if (isPicture(name)) {
                Files.delete(folder.resolve(name));
                gone.incrementAndGet();
            } else if (isHalf(name)) {
                Files.delete(folder.resolve(name));
            }
        });
        if (trouble.isPresent()) {
            var first = trouble.get().first();
            throw new IOException(gone + " are deleted, " + trouble.get().names() + " are not: " + first, first);
        }
        return gone.get();
    }

    /** Names of pictures of a kind, oldest first. Touches nothing: a gateway may write there meanwhile. */
    static List<String> names(Path folder, String kind) throws IOException {
        var names = new ArrayList<String>();
        each(folder, name -> {
            var parts = NAME.matcher(name);
            if (parts.matches() && parts.group(2).equals(kind)) {
                names.add(name);
            }
        });
        names.sort(Comparator.naturalOrder());
        return names;
    }

    /** @throws NoSuchFileException when it was deleted meanwhile */
    static Stored read(Path folder, String name, Optional<Seal> seal) throws IOException, DamagedException {
        return Stored.read(Files.readAllBytes(folder.resolve(name)), name, seal);
    }
}
