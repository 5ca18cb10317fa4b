package io.maskgate.hw.video;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * A decoded picture in native memory, as the decoder laid it out; {@link #turn} says how it stands upright, and its width and
 * height are those of the upright picture. Not thread-safe; it may move to another thread with
 * its content. Closing hands it back to its source; it must not be used afterwards. Closing twice is harmless as long
 * as the source has not lent it again.
 */
public final class DecodedFrame implements AutoCloseable {
    /** Beyond, to either side, no camera or recorder goes, and what is noted is taken for a fault. */
    private static final float MOST_ASPECT = 4;

    private final FramePool pool;
    private final AVFrame frame;
    private final PointerPointer<?> planes;
    private final IntPointer strides;
    private int width;
    private int height;
    private int format;
    private float pixelAspect = 1;
    private boolean keyframe;
    private Turn turn = Turn.NONE;
    private @Nullable FrameTime time;

    DecodedFrame(FramePool pool, AVFrame frame) {
        this.pool = pool;
        this.frame = frame;
        // Both lie inside the AVFrame, which keeps its address: looked up once, not per picture.
        this.planes = frame.data();
        this.strides = frame.linesize();
    }

    /** Takes over what the decoder of a video just wrote into {@link #av()}. */
    void filled(FrameTime at) {
        filledWithSquarePixels(at);
        float aspect = (float) avutil.av_q2d(frame.sample_aspect_ratio());
        if (aspect >= 1 / MOST_ASPECT && aspect <= MOST_ASPECT) {
            pixelAspect = turn.swapped() ? 1 / aspect : aspect;
        }
    }

    /** The same of a still picture, in which a density is noted for printers: no program that shows it heeds that. */
    void filledWithSquarePixels(FrameTime at) {
        pixelAspect = 1;
        turn = Turn.of(frame);
        width = turn.swapped() ? frame.height() : frame.width();
        height = turn.swapped() ? frame.width() : frame.height();
        format = frame.format();
        keyframe = (frame.flags() & AVFrame.AV_FRAME_FLAG_KEY) != 0;
        time = at;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /**
     * How much wider than high a pixel of the upright picture is to be seen: 1 but for anamorphic video, as of recorders that
     * keep every other row of an analogue camera.
     */
    public float pixelAspect() {
        return pixelAspect;
    }

    /** Of the picture as it is to be seen: nothing is lost, the coarser side is enlarged. */
    public int seenWidth() {
        return Math.round(width * Math.max(1, pixelAspect));
    }

    /** The same in rows. */
    public int seenHeight() {
        return Math.round(height / Math.min(1, pixelAspect));
    }

    /** Whether the picture was coded without reference to others. */
    public boolean keyframe() {
        return keyframe;
    }

    public FrameTime time() {
        FrameTime at = time;
        if (at == null) {
            throw new IllegalStateException("frame is closed");
        }
        return at;
    }

    /** FFmpeg's name of the pixel format, for instance {@code yuv420p}. */
    public String pixelFormat() {
        try (BytePointer name = avutil.av_get_pix_fmt_name(format)) {
            return name == null || name.isNull() ? "unknown" : name.getString();
        }
    }

    int format() {
        return format;
    }

    /** A fingerprint that changes when the picture's size or format does. */
    long geometry() {
        return ((long) width << 40) | ((long) height << 16) | (format & 0xffff);
    }

    AVFrame av() {
        return frame;
    }

    Turn turn() {
        return turn;
    }

    PointerPointer<?> planes() {
        return planes;
    }

    IntPointer strides() {
        return strides;
    }

    /** Drops the content; the pool calls it. */
    void clear() {
        avutil.av_frame_unref(frame);
        time = null;
    }

    @Override
    public void close() {
        pool.release(this);
    }
}
