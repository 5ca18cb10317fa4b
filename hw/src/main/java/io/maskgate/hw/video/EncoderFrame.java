package io.maskgate.hw.video;

import java.lang.ref.Reference;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** The yuv420p frame an encoder reads, filled from RGB pictures of its size. Confined to one thread. */
final class EncoderFrame implements AutoCloseable {
    private final Scaler scaler = new Scaler();
    private final AVFrame frame;
    private final PointerPointer<?> planes;
    private final IntPointer strides;

    EncoderFrame(int width, int height, int colorSpace, int colorRange) {
        frame = avutil.av_frame_alloc();
        Natives.born(Natives.Kind.FRAME);
        frame.width(width);
        frame.height(height);
        frame.format(avutil.AV_PIX_FMT_YUV420P);
        frame.colorspace(colorSpace);
        frame.color_range(colorRange);
        planes = frame.data();
        strides = frame.linesize();
        if (avutil.av_frame_get_buffer(frame, 0) < 0) {
            close();
            throw new OutOfMemoryError("no native memory for a " + width + "x" + height + " frame");
        }
    }

    /** The frame with the picture's content. */
    AVFrame fill(RgbPicture picture) {
        if (picture.width() != frame.width() || picture.height() != frame.height()) {
            throw new IllegalArgumentException("expected a picture of " + frame.width() + "x" + frame.height()
                    + ", found " + picture.width() + "x" + picture.height());
        }
        // The encoder may still hold the buffers of the picture before.
        if (avutil.av_frame_make_writable(frame) < 0) {
            throw new OutOfMemoryError("no native memory for a frame");
        }
        scaler.fromPacked(picture.layout(), picture.address(), picture.stride(), frame, planes, strides);
        // An address keeps nothing alive: a picture that nobody needs afterwards could be freed while it is read.
        Reference.reachabilityFence(picture);
        return frame;
    }

    @Override
    public void close() {
        if (!frame.isNull()) {
            avutil.av_frame_free(frame);
            Natives.freed(Natives.Kind.FRAME);
            scaler.close();
        }
    }
}
