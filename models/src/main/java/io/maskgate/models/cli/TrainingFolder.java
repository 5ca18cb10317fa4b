package io.maskgate.models.cli;

import io.maskgate.models.files.FolderLock;
import java.io.IOException;
import java.nio.file.Path;

/** The folder of a training. */
final class TrainingFolder {
    private TrainingFolder() {}

    /**
     * Takes it for as long as it is trained in.
     *
     * @throws IOException naming it, when another works in it or it cannot be written to
     */
    static FolderLock take(Path folder) throws IOException {
        return FolderLock.take(folder);
    }
}
