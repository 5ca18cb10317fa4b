package io.maskgate.hw.video;

import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/** Frames made by hand, as a decoder would deliver them. */
final class Frames {
    private Frames() {}

    /** A frame whose planes hold one value each: bytes, or 16-bit little endian samples when above 255. */
    static DecodedFrame solid(int width, int height, int format, int space, int range, int... planes) {
        return make(width, height, format, space, range, av -> {
            for (int plane = 0; plane < planes.length; plane++) {
                boolean chroma = plane > 0;
                int rows = chroma ? (height + 1) / 2 : height;
                long bytes = (long) av.linesize(plane) * rows;
                BytePointer data = av.data(plane);
                boolean wide = format == avutil.AV_PIX_FMT_YUV420P10LE;
                for (long i = 0; i < bytes; i++) {
                    data.put(i, (byte) (wide && i % 2 == 1 ? planes[plane] >> 8 : planes[plane]));
                }
            }
        });
    }

    /** Grey levels of yuv420p by row; chroma neutral. */
    static DecodedFrame rows(int width, int height, boolean upsideDown, IntUnaryOperator level) {
        return make(
                width, height, avutil.AV_PIX_FMT_GRAY8, avutil.AVCOL_SPC_UNSPECIFIED, avutil.AVCOL_RANGE_JPEG, av -> {
                    int stride = av.linesize(0);
                    BytePointer data = av.data(0);
                    for (int y = 0; y < height; y++) {
                        int stored = upsideDown ? height - 1 - y : y;
                        for (int x = 0; x < width; x++) {
                            data.put((long) stored * stride + x, (byte) level.applyAsInt(y));
                        }
                    }
                    if (upsideDown) {
                        av.data(0, data.getPointer((long) (height - 1) * stride));
                        av.linesize(0, -stride);
                    }
                });
    }

    /**
     * A frame of any format and no particular content.
     *
     * @param more columns that the decoder has and the picture has not, as of a cropped one
     * @param turn that is noted in it
     */
    static DecodedFrame any(int width, int height, int format, int more, Turn turn) {
        return make(width + more, height, format, avutil.AVCOL_SPC_UNSPECIFIED, avutil.AVCOL_RANGE_MPEG, av -> {
            av.width(width);
            var noted = avutil.av_frame_new_side_data(av, avutil.AV_FRAME_DATA_DISPLAYMATRIX, 9L * Integer.BYTES);
            var matrix = new IntPointer(noted.data());
            for (int i = 0; i < 9; i++) {
                matrix.put(i, 0);
            }
            // x' = a x + c y, y' = b x + d y: a and d at 0 and 4, b and c at 1 and 3.
            matrix.put(turn.swapped() ? 3 : 0, turn.mirrored() ? -1 : 1);
            matrix.put(turn.swapped() ? 1 : 4, turn.upended() ? -1 : 1);
        });
    }

    private static DecodedFrame make(int width, int height, int format, int space, int range, Consumer<AVFrame> fill) {
        try (var pool = new FramePool(1)) {
            DecodedFrame frame = pool.take();
            AVFrame av = frame.av();
            av.width(width);
            av.height(height);
            av.format(format);
            av.colorspace(space);
            av.color_range(range);
            if (avutil.av_frame_get_buffer(av, 0) < 0) {
                throw new OutOfMemoryError("no native memory");
            }
            fill.accept(av);
            frame.filled(new FrameTime(1, Instant.EPOCH));
            return frame;
        }
    }
}
