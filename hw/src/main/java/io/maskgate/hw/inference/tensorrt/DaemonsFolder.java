package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.InferenceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The folder of built engines, for a command that builds for the daemon: it must find the engine there, and write there. */
final class DaemonsFolder {
    private final Path folder;
    private final UnaryOperator<String> command;

    /** @param command the command line that does in a user's name what is done here */
    DaemonsFolder(Path folder, UnaryOperator<String> command) {
        this.folder = folder.toAbsolutePath();
        this.command = command;
    }

    /**
     * Makes the folder where there is none. To be asked before the minutes of a build, not after them.
     *
     * @throws InferenceException when nothing can be kept there, or what is would not be the daemon's
     */
    void require() {
        try {
            if (!Files.exists(folder)) {
                Files.createDirectories(folder.getParent());
                requireOwner(folder.getParent());
                Files.createDirectory(folder);
            }
            requireNotLeftBehind();
            requireOwner(folder);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** An earlier run as root made it, in a folder of the daemon's: this one as root would do no better. */
    private void requireNotLeftBehind() throws IOException {
        var expected = Files.getOwner(folder.getParent());
        var found = Files.getOwner(folder);
        if (found.getName().equals("root") && !expected.equals(found)) {
            throw new InferenceException(
                    folder + ": expected to belong to " + expected + ", as the folder it is in, found " + found
                            + ", so that the daemon can keep nothing there; chown -R " + expected + " " + folder);
        }
    }

    InferenceException unusable(IOException e) {
        return new InferenceException(
                folder + ": an engine cannot be kept there (" + e
                        + "); run it as the daemon's user, with room on the disk",
                e);
    }

    /** Whoever builds as root would leave a folder in which the daemon can keep nothing. */
    private void requireOwner(Path where) throws IOException {
        var tried = Files.createTempFile(where, "writable", EngineCache.PART);
        try {
            var expected = Files.getOwner(where);
            var found = Files.getOwner(tried);
            if (!found.equals(expected)) {
                throw new InferenceException(
                        where + ": expected to be written by its owner " + expected + ", found " + found
                                + ", whose files would not be the daemon's; run it so: "
                                + command.apply(expected.getName()));
            }
        } finally {
            Files.delete(tried);
        }
    }
}
