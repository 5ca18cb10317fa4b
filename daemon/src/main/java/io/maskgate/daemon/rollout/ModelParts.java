package io.maskgate.daemon.rollout;

import io.maskgate.daemon.camera.ModelInUse;
import io.maskgate.daemon.camera.SecondLook;
import io.maskgate.hw.inference.ModelZoo;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What {@link Models} is built from.
 *
 * @param choices remembers what was chosen
 * @param discreet whether how many faces there were is nobody's business
 * @param threshold score from which a detection is a face
 * @param nanoTime monotonic, as {@link System#nanoTime()}
 * @param swapped called after another model took over
 */
public record ModelParts(
        ModelZoo zoo,
        ModelLoader loader,
        Cameras cameras,
        ChoiceFile choices,
        boolean discreet,
        DoubleSupplier threshold,
        InstantSource wall,
        LongSupplier nanoTime,
        Runnable swapped) {
    /** The cameras, as far as they are concerned. */
    public interface Cameras {
        /** @throws OutOfMemoryError when there is no room for its images; nothing has changed then */
        void use(ModelInUse model);

        void compare(Optional<SecondLook> second);
    }
}
