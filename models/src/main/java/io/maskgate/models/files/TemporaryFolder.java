package io.maskgate.models.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for work that nobody needs afterwards. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;

    /** @param name how the folder's name begins */
    public TemporaryFolder(String name) throws IOException {
        path = Files.createTempDirectory(name);
    }

    public Path path() {
        return path;
    }

    /** Deletes the folder and what is in it. */
    @Override
    public void close() throws IOException {
        Folders.delete(path);
    }
}
