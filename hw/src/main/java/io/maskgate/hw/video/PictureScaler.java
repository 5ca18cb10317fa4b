package io.maskgate.hw.video;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** Decoded pictures to RGB for people to look at. Confined to one thread. */
public final class PictureScaler implements AutoCloseable {
    private final Scaler scaler = new Scaler();
    private @Nullable RgbPicture own;

    /**
     * The picture as it is to be seen, at most {@code maxWidth} pixels wide and no larger than an {@link RgbPicture} can be, never
     * enlarged beyond {@link DecodedFrame#seenWidth}.
     *
     * @return this scaler's own picture, overwritten by the next call
     */
    public RgbPicture scale(DecodedFrame frame, int maxWidth) {
        return scale(frame, maxWidth, Integer.MAX_VALUE);
    }

    /**
     * The same, with a bound of its memory, three bytes a pixel: what a stream declares of itself may make its picture four
     * times as large as it was coded.
     */
    public RgbPicture scale(DecodedFrame frame, int maxWidth, int maxPixels) {
        int seenWidth = frame.seenWidth();
        int seenHeight = frame.seenHeight();
        int bounded = Math.max(1, (int) Math.sqrt((double) maxPixels * seenWidth / seenHeight));
        int width = Math.min(Math.min(seenWidth, bounded), Math.min(maxWidth, RgbPicture.MAX_SIDE));
        int height = Math.max(1, Math.round((float) seenHeight * width / seenWidth));
        if (height > RgbPicture.MAX_SIDE) {
            height = RgbPicture.MAX_SIDE;
            width = Math.max(1, Math.round((float) seenWidth * height / seenHeight));
        }
        RgbPicture picture = own;
        if (picture == null || picture.width() != width || picture.height() != height) {
            picture = new RgbPicture(width, height);
            own = picture;
        }
        scaleInto(frame, picture);
        return picture;
    }

    /** The picture stretched to the size of {@code target}. */
    public void scaleInto(DecodedFrame frame, RgbPicture target) {
        scaler.toPacked(frame, target.layout(), target.address(), target.stride());
        // An address keeps nothing alive: a picture that nobody looks at could be freed while it is written.
        Reference.reachabilityFence(target);
    }

    @Override
    public void close() {
        scaler.close();
    }
}
