package io.maskgate.hw.video;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.Letterbox;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Scales a decoded picture straight into a model input: as it is to be seen, centred, padded with {@link Letterbox#PAD}.
 * Confined to one thread.
 */
public final class Letterboxer implements AutoCloseable {
    private static final int RGB = 3;

    private final Scaler scaler = new Scaler();
    private Letterbox placed = Letterbox.fit(1, 1, 1, 1);
    private Scaler.Layout target = Scaler.Layout.rgb24(1, 1);
    private float pixelAspect;
    private int inputWidth;
    private int inputHeight;

    /** Fills {@code image} from {@code frame} and sets its letterbox. The frame stays the caller's. */
    public void scale(DecodedFrame frame, InputImage image) {
        fit(frame, image);
        // The padding is already there when this image held a picture of the same place before.
        if (!image.letterbox().equals(placed)) {
            pad(image);
        }
        long origin = MemorySegment.ofBuffer(image.pixels()).address();
        long offset = ((long) placed.top() * image.width() + placed.left()) * RGB;
        scaler.toPacked(frame, target, origin + offset, image.width() * RGB);
        image.letterbox(placed);
    }

    private void fit(DecodedFrame frame, InputImage image) {
        if (placed.sourceWidth() == frame.width()
                && placed.sourceHeight() == frame.height()
                && pixelAspect == frame.pixelAspect()
                && inputWidth == image.width()
                && inputHeight == image.height()) {
            return;
        }
        inputWidth = image.width();
        inputHeight = image.height();
        pixelAspect = frame.pixelAspect();
        placed = Letterbox.fit(frame.width(), frame.height(), pixelAspect, inputWidth, inputHeight);
        target = Scaler.Layout.rgb24(placed.contentWidth(), placed.contentHeight());
    }

    private static void pad(InputImage image) {
        ByteBuffer pixels = image.pixels();
        MemorySegment.ofBuffer(pixels.duplicate().clear()).fill((byte) Letterbox.PAD);
    }

    @Override
    public void close() {
        scaler.close();
    }
}
