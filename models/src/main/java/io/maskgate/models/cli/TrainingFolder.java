package io.maskgate.models.cli;

import io.maskgate.models.files.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folder of a training. */
final class TrainingFolder {
    /** What a run never leaves and a model of a zoo has. */
    private static final List<String> OF_A_MODEL = List.of("card.json", "weights.safetensors");

    private TrainingFolder() {}

    /**
     * Takes it for as long as it is trained in.
     *
     * @throws IllegalArgumentException naming it, when it is a model's, whose learning curve would be replaced
     * @throws IOException naming it, when another works in it or it cannot be written to
     */
    static FolderLock take(Path folder) throws IOException {
        for (String name : OF_A_MODEL) {
            if (Files.exists(folder.resolve(name))) {
                throw new IllegalArgumentException(folder + ": expected a folder for a run, found a model with its "
                        + name + ", whose curve.csv would be replaced; choose another folder");
            }
        }
        return FolderLock.take(folder);
    }
}
