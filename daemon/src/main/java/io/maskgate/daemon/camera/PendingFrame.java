package io.maskgate.daemon.camera;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.video.FrameTime;
import java.util.Optional;

/**
 * A scaled frame on its way to the detector; whoever holds it closes it.
 *
 * @param model it was scaled for
 * @param copy of the frame, where somebody may keep a picture of it
 */
record PendingFrame(
        ModelInUse model,
        InputImage image,
        FrameTime time,
        int width,
        int height,
        String camera,
        Optional<FrameCopies.Copy> copy)
        implements AutoCloseable {
    @Override
    public void close() {
        copy.ifPresent(FrameCopies.Copy::close);
        image.close();
    }
}
