package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bytedeco.ffmpeg.global.avutil;

/** Whatever a decoder gives, and into whatever it is scaled: nothing around the picture is touched. */
class ScalerSizesTest {
    private static final byte UNTOUCHED = 0x5A;
    private static final int AROUND = 1024;
    private static final int AS_DECODED = -1;

    /** What the decoders of cameras and pictures give, JPEG's grey and RGB, PNG's palettes, 16 bits and alpha among them. */
    private static final int[] FORMATS = {
        avutil.AV_PIX_FMT_YUV420P,
        avutil.AV_PIX_FMT_YUVJ420P,
        avutil.AV_PIX_FMT_YUVJ422P,
        avutil.AV_PIX_FMT_YUVJ444P,
        avutil.AV_PIX_FMT_YUVJ440P,
        avutil.AV_PIX_FMT_YUVJ411P,
        avutil.AV_PIX_FMT_YUV422P10LE,
        avutil.AV_PIX_FMT_YUV420P12LE,
        avutil.AV_PIX_FMT_YUVA420P,
        avutil.AV_PIX_FMT_NV12,
        avutil.AV_PIX_FMT_P010LE,
        avutil.AV_PIX_FMT_YUYV422,
        avutil.AV_PIX_FMT_GRAY8,
        avutil.AV_PIX_FMT_GRAY10LE,
        avutil.AV_PIX_FMT_GRAY16BE,
        avutil.AV_PIX_FMT_GRAY16LE,
        avutil.AV_PIX_FMT_YA8,
        avutil.AV_PIX_FMT_YA16BE,
        avutil.AV_PIX_FMT_MONOBLACK,
        avutil.AV_PIX_FMT_PAL8,
        avutil.AV_PIX_FMT_RGB24,
        avutil.AV_PIX_FMT_BGR24,
        avutil.AV_PIX_FMT_RGBA,
        avutil.AV_PIX_FMT_ARGB,
        avutil.AV_PIX_FMT_BGR0,
        avutil.AV_PIX_FMT_RGB48BE,
        avutil.AV_PIX_FMT_RGBA64BE,
        avutil.AV_PIX_FMT_RGB555LE,
        avutil.AV_PIX_FMT_RGB565LE,
        avutil.AV_PIX_FMT_GBRP,
        avutil.AV_PIX_FMT_GBRAP
    };

    /** A picture as it is stored, and the upright one it becomes, {@code padding} bytes between its rows. */
    record Job(int format, int width, int height, int cropped, Turn turn, int toWidth, int toHeight, int padding) {
        /** Bytes from one row to the next: with the padding, or as many pixels as the decoder's rows have. */
        int stride(DecodedFrame frame) {
            int bits = avutil.av_get_padded_bits_per_pixel(avutil.av_pix_fmt_desc_get(format));
            int decoders = 3 * (frame.av().linesize(0) * Byte.SIZE / bits);
            return padding == AS_DECODED ? Math.max(3 * toWidth, decoders) : 3 * toWidth + padding;
        }
    }

    @Property(tries = 500)
    void nothingAroundThePictureIsTouched(@ForAll("jobs") Job job) {
        try (var arena = Arena.ofConfined();
                var scaler = new Scaler();
                var frame = Frames.any(job.width, job.height, job.format, job.cropped, job.turn)) {
            int stride = job.stride(frame);
            var memory =
                    arena.allocate(2L * AROUND + (long) job.toHeight * stride).fill(UNTOUCHED);
            scaler.toPacked(frame, Scaler.Layout.rgb24(job.toWidth, job.toHeight), memory.address() + AROUND, stride);
            assertThat(frame.turn()).isEqualTo(job.turn);
            for (long at = 0; at < memory.byteSize(); at++) {
                long place = at - AROUND;
                boolean inside =
                        place >= 0 && place < (long) job.toHeight * stride && place % stride < 3L * job.toWidth;
                if (!inside && memory.get(ValueLayout.JAVA_BYTE, at) != UNTOUCHED) {
                    throw new AssertionError("byte " + place + " of " + job);
                }
            }
        }
    }

    @Provide
    static Arbitrary<Job> jobs() {
        // RGB is copied where it is not scaled, which is where it may go wrong.
        var format = Arbitraries.oneOf(
                Arbitraries.of(avutil.AV_PIX_FMT_RGB24, avutil.AV_PIX_FMT_BGR24, avutil.AV_PIX_FMT_RGBA),
                Arbitraries.of(Arrays.stream(FORMATS).boxed().toList()));
        var flag = Arbitraries.of(true, false);
        var turn = Arbitraries.oneOf(
                Arbitraries.just(Turn.NONE),
                Combinators.combine(flag, flag, flag).as(Turn::new));
        var side = Arbitraries.integers().between(1, 200);
        // As large as it is to be, and in rows like the decoder's: there swscale takes short cuts.
        var sameSize = Arbitraries.of(true, true, false);
        var padding = Arbitraries.oneOf(
                Arbitraries.of(0, AS_DECODED), Arbitraries.integers().between(1, 200));
        var cropped = Arbitraries.of(0, 0, 8, 32);
        var from = Combinators.combine(format, side, side, cropped, turn)
                .as((which, width, height, crop, turned) -> new Job(which, width, height, crop, turned, 0, 0, 0));
        return Combinators.combine(from, sameSize, side, side, padding)
                .as((job, same, toWidth, toHeight, more) -> new Job(
                        job.format,
                        job.width,
                        job.height,
                        job.cropped,
                        job.turn,
                        !same ? toWidth : job.turn.swapped() ? job.height : job.width,
                        !same ? toHeight : job.turn.swapped() ? job.width : job.height,
                        more));
    }
}
