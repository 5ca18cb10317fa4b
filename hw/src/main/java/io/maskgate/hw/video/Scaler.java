package io.maskgate.hw.video;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * swscale from one picture layout to another. The context is kept until a size, a format or the colour description
 * changes; nothing is allocated per picture. Confined to one thread.
 */
final class Scaler implements AutoCloseable {
    /** Height from which an undeclared colour matrix is taken to be BT.709, as players do. */
    private static final int HD_HEIGHT = 720;

    private static final int UNITY = 1 << 16;
    private static final int PLANES = 4;

    /** How samples are laid out and coloured; {@code space} is one of FFmpeg's AVCOL_SPC. */
    record Layout(int width, int height, int format, int space, boolean fullRange) {
        static Layout rgb24(int width, int height) {
            return new Layout(width, height, avutil.AV_PIX_FMT_RGB24, avutil.AVCOL_SPC_RGB, true);
        }

        static Layout of(AVFrame frame) {
            boolean oldFullRange = plain(frame.format()) != frame.format();
            return new Layout(
                    frame.width(),
                    frame.height(),
                    plain(frame.format()),
                    space(frame),
                    oldFullRange || frame.color_range() == avutil.AVCOL_RANGE_JPEG);
        }

        private static int space(AVFrame frame) {
            if (frame.colorspace() != avutil.AVCOL_SPC_UNSPECIFIED) {
                return frame.colorspace();
            }
            return frame.height() >= HD_HEIGHT ? avutil.AVCOL_SPC_BT709 : avutil.AVCOL_SPC_SMPTE170M;
        }

        /** The deprecated J formats say "full range" in the format; the range is told separately here. */
        private static int plain(int format) {
            return switch (format) {
                case avutil.AV_PIX_FMT_YUVJ420P -> avutil.AV_PIX_FMT_YUV420P;
                case avutil.AV_PIX_FMT_YUVJ422P -> avutil.AV_PIX_FMT_YUV422P;
                case avutil.AV_PIX_FMT_YUVJ444P -> avutil.AV_PIX_FMT_YUV444P;
                case avutil.AV_PIX_FMT_YUVJ440P -> avutil.AV_PIX_FMT_YUV440P;
                case avutil.AV_PIX_FMT_YUVJ411P -> avutil.AV_PIX_FMT_YUV411P;
                default -> format;
            };
        }

        /** swscale's number of the colour matrix; BT.601 for what swscale does not know. */
        private int matrix() {
            return switch (space) {
                case avutil.AVCOL_SPC_BT709 -> swscale.SWS_CS_ITU709;
                case avutil.AVCOL_SPC_FCC -> swscale.SWS_CS_FCC;
                case avutil.AVCOL_SPC_SMPTE240M -> swscale.SWS_CS_SMPTE240M;
                case avutil.AVCOL_SPC_BT2020_NCL, avutil.AVCOL_SPC_BT2020_CL -> swscale.SWS_CS_BT2020;
                default -> swscale.SWS_CS_ITU601;
            };
        }
    }

    private final LongPointer packedPlanes = new LongPointer(PLANES);
    private final PointerPointer<?> packedPlanesView = new PointerPointer<>(packedPlanes);
    private final IntPointer packedStrides = new IntPointer(PLANES);
    /** Of a picture that is to be turned, or that swscale would write beside. */
    private @Nullable RgbPicture apart;

    private @Nullable SwsContext context;
    private @Nullable Layout from;
    private @Nullable Layout to;

    Scaler() {
        FfmpegLog.install();
        for (int plane = 0; plane < PLANES; plane++) {
            packedPlanes.put(plane, 0);
            packedStrides.put(plane, 0);
        }
        Natives.born(Natives.Kind.SCRATCH);
    }

    /** A frame, upright, to packed RGB at {@code address}, {@code stride} bytes a row. */
    void toPacked(DecodedFrame source, Layout target, long address, int stride) {
        var turn = source.turn();
        if (turn.equals(Turn.NONE) && !writesBeside(source, target, stride)) {
            scale(source, target, address, stride);
            return;
        }
        // What lies is turned once it is small.
        var small = apart(
                turn.swapped() ? target.height() : target.width(), turn.swapped() ? target.width() : target.height());
        scale(source, small.layout(), small.address(), small.stride());
        turn.copy(small, address, stride);
    }

    /**
     * Where nothing is to be scaled, swscale copies or converts all rows at one go if both sides have rows of one length: beside a
     * picture that lies within a larger one, and past its end.
     */
    private static boolean writesBeside(DecodedFrame source, Layout target, int stride) {
        return source.width() == target.width()
                && source.height() == target.height()
                && stride != target.width() * RgbPicture.CHANNELS;
    }

    private void scale(DecodedFrame source, Layout target, long address, int stride) {
        AVFrame frame = source.av();
        SwsContext sws = prepare(Layout.of(frame), target);
        packedPlanes.put(0, address);
        packedStrides.put(0, stride);
        check(swscale.sws_scale(
                sws, source.planes(), source.strides(), 0, frame.height(), packedPlanesView, packedStrides));
    }

    private RgbPicture apart(int width, int height) {
        var kept = apart;
        if (kept == null || kept.width() != width || kept.height() != height) {
            kept = new RgbPicture(width, height);
            apart = kept;
        }
        return kept;
    }

    /** Packed pixels to a frame whose buffers are allocated. */
    void fromPacked(
            Layout source, long address, int stride, AVFrame target, PointerPointer<?> planes, IntPointer strides) {
        SwsContext sws = prepare(source, Layout.of(target));
        packedPlanes.put(0, address);
        packedStrides.put(0, stride);
        check(swscale.sws_scale(sws, packedPlanesView, packedStrides, 0, source.height(), planes, strides));
    }

    private static void check(int rows) {
        if (rows <= 0) {
            throw new IllegalStateException("swscale failed: " + Failures.text(rows));
        }
    }

    private SwsContext prepare(Layout source, Layout target) {
        SwsContext current = context;
        if (current != null && source.equals(from) && target.equals(to)) {
            return current;
        }
        release();
        SwsContext made = swscale.sws_getContext(
                source.width(),
                source.height(),
                source.format(),
                target.width(),
                target.height(),
                target.format(),
                filter(source, target),
                null,
                null,
                (DoublePointer) null);
        if (made == null) {
            throw new IllegalStateException("swscale cannot convert " + source + " to " + target);
        }
        Natives.born(Natives.Kind.SCALER);
        // Refused for RGB to RGB, where there is nothing to set.
        swscale.sws_setColorspaceDetails(
                made,
                swscale.sws_getCoefficients(source.matrix()),
                source.fullRange() ? 1 : 0,
                swscale.sws_getCoefficients(target.matrix()),
                target.fullRange() ? 1 : 0,
                0,
                UNITY,
                UNITY);
        context = made;
        from = source;
        to = target;
        return made;
    }

    /** Averaging over areas shrinks without aliasing in half the time of a bilinear filter, but enlarges in blocks. */
    private static int filter(Layout source, Layout target) {
        boolean shrinks = target.width() < source.width() || target.height() < source.height();
        return swscale.SWS_ACCURATE_RND | (shrinks ? swscale.SWS_AREA : swscale.SWS_BICUBIC);
    }

    private void release() {
        SwsContext old = context;
        if (old != null) {
            swscale.sws_freeContext(old);
            Natives.freed(Natives.Kind.SCALER);
            context = null;
        }
    }

    @Override
    public void close() {
        if (packedStrides.isNull()) {
            return;
        }
        release();
        packedPlanes.close();
        packedStrides.close();
        Natives.freed(Natives.Kind.SCRATCH);
    }
}
