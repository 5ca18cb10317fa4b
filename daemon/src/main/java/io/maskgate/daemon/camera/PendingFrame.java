package io.maskgate.daemon.camera;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.video.FrameTime;

/**
 * A scaled frame on its way to the detector; whoever holds it closes it.
 *
 * @param model it was scaled for
 */
record PendingFrame(ModelInUse model, InputImage image, FrameTime time, int width, int height, String camera)
        implements AutoCloseable {
    @Override
    public void close() {
        image.close();
    }
}
