package io.maskgate.models.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Folders as a whole. */
public final class Folders {
    private Folders() {}

    /**
     * Makes a folder where there is none, and tries whether files can be made in it: that it cannot be written to is better
     * known before hours of work than after them.
     *
     * @throws IOException naming it when they cannot
     */
    public static void prepare(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "try", ".part"));
        } catch (IOException e) {
            throw new IOException(
                    folder + ": expected a folder that can be written to, found " + FileFault.words(e), e);
        }
    }

    /**
     * Tries the same of a folder that is to be there only once there is something for it.
     *
     * @throws IOException naming it when files cannot be made in it
     */
    public static void probe(Path folder) throws IOException {
        boolean there = Files.exists(folder);
        prepare(folder);
        if (!there) {
            Files.delete(folder);
        }
    }

    /** Deletes a folder and what is in it; nothing where there is none. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
