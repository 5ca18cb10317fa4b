package io.maskgate.daemon.camera;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.video.FrameTime;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A scaled frame on its way to the detector; whoever holds it closes it.
 *
 * @param model it was scaled for
 * @param copy of the frame, where somebody may keep a picture of it
 * @param wanted whether the camera is still what it was: one that was switched off, or leads elsewhere, has seen its last
 */
record PendingFrame(
        ModelInUse model,
        InputImage image,
        FrameTime time,
        int width,
        int height,
        String camera,
        Optional<FrameCopies.Copy> copy,
        BooleanSupplier wanted)
        implements AutoCloseable {
    @Override
    public void close() {
        copy.ifPresent(FrameCopies.Copy::close);
        image.close();
    }
}
