package io.maskgate.models.curve;

import java.io.IOException;
import java.util.Optional;

/** Charts are drawn with Java's fonts, which a machine may lack: their figures stand in files besides, and work goes on without them. */
public final class Drawing {
    private Drawing() {}

    /** What draws. */
    @FunctionalInterface
    public interface Work {
        void draw() throws IOException;
    }

    /**
     * Draws where it can.
     *
     * @return why nothing was drawn, with the remedy
     * @throws IOException when what is drawn cannot be read, or the picture not be written
     */
    public static Optional<String> tried(Work work) throws IOException {
        try {
            work.draw();
            return Optional.empty();
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // Without fontconfig Java throws the one, with it and no font a plain Error.
            return Optional.of("not drawn: " + e
                    + "; where it is for want of fonts, install some (on Debian: fontconfig and fonts-dejavu-core)");
        }
    }
}
