package io.maskgate.models.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Looks at each batch on the worker that made it, so that the trainer need not wait; several workers call at once. */
@FunctionalInterface
public interface Onlooker {
    /**
     * What it sees.
     *
     * @param recipe the views were made by
     * @param epoch whose views they are, which is not the running one where views are repeated
     * @param index of the batch in the epoch
     * @param pixels direct, native order, uint8 {@code [N,H,W,3]} RGB; position and limit may be moved
     * @param count N
     * @return for each view the faces it believes in
     */
    List<List<SoftFace>> look(AugmentRecipe recipe, int epoch, int index, ByteBuffer pixels, int count)
            throws IOException;
}
