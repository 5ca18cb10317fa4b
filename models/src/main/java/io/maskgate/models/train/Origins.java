package io.maskgate.models.train;

import io.maskgate.hw.inference.Sha256;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a run may go on: only with the recipe, teachers, start and data it was begun with, wherever these lie.
 *
 * @param teachers digest of them
 * @param data digest of train and val; empty: any
 */
record Origins(Recipe recipe, String teachers, String data) {
    private static final Logger LOG = System.getLogger(Origins.class.getName());

    /** Of a run that begins now. */
    Checkpoint.Origin now() throws IOException {
        return new Checkpoint.Origin(
                digest(), data, recipe.start().isEmpty() ? "" : Sha256.of(Path.of(recipe.start())));
    }

    /** Earlier versions noted what the teachers' activations were computed in, which is the machine's and no choice. */
    private static String withoutFormat(String recipe) {
        return recipe.replaceAll("(\\+as trained)\\+(?:BFloat16|Float)", "$1");
    }

    private String digest() {
        return recipe.digest() + teachers;
    }

    /**
     * What a run has done that goes on now, with what it is to note from now on.
     *
     * @param file the checkpoint, for messages
     * @throws IOException when it was begun otherwise
     */
    Checkpoint.Progress goOn(Path file, Checkpoint.Progress progress) throws IOException {
        var from = progress.from();
        String noted = withoutFormat(from.recipe());
        boolean older = !noted.equals(digest());
        if (older && !noted.equals(recipe.digestWithPaths() + teachers)) {
            throw new IOException(file
                    + " was made by another recipe or teacher, or with another seed: give that one, or another folder");
        }
        if (older) {
            LOG.log(
                    Level.WARNING,
                    "{0} is of an older version, which noted neither the start''s sum nor at which temperature single "
                            + "distances were taught: going on; what it saves from now on says it",
                    file);
        }
        data(file, from.data());
        var now = new Checkpoint.Origin(digest(), data, start(file, from.start()));
        return new Checkpoint.Progress(progress.epoch(), progress.step(), progress.best(), now);
    }

    private void data(Path file, String before) throws IOException {
        if (data.isEmpty() || before.equals(data)) {
            return;
        }
        if (!before.isEmpty()) {
            throw new IOException(file + " was made of other data: expected " + before + ", found " + data
                    + "; give those pictures and labels, or another folder");
        }
        LOG.log(
                Level.WARNING,
                "{0} does not say of which data it was made: going on with those given; what it saves from now on says it",
                file);
    }

    /** The checkpoint holds what became of the start, so that the run goes on without that file. */
    private String start(Path file, String before) throws IOException {
        var start = Path.of(recipe.start());
        if (recipe.start().isEmpty() || !Files.exists(start)) {
            return before;
        }
        String found = Sha256.of(start);
        if (!before.isEmpty() && !before.equals(found)) {
            throw new IOException(file + " was begun from other weights: expected " + before + ", found " + found + " ("
                    + start + "); give those as start, or another folder");
        }
        return found;
    }
}
