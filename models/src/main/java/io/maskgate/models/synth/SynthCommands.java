package io.maskgate.models.synth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** What the command line can ask of the generator. Everything written follows from the seed alone. */
public final class SynthCommands {
    private SynthCommands() {}

    /**
     * Writes a YOLO data set of drawn lobby pictures, at most 512 pixels wide or high, below {@code root/train}.
     *
     * @param progress is told how many pictures have been written
     * @throws IOException where the files cannot be written
     */
    public static void stills(Path root, int count, long seed, IntConsumer progress) throws IOException {
        if (count < 1) {
            throw new IllegalArgumentException("count: expected at least 1 picture, found " + count);
        }
        StillSet.write(root, count, seed, progress);
    }
}
