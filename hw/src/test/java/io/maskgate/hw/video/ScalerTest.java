package io.maskgate.hw.video;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A picture scaled into the midst of a larger one: nothing beside it is anybody's to write. */
@ExtendWith(NoLeaks.class)
class ScalerTest {
    private static final byte UNTOUCHED = 0x5A;
    private static final int ROWS = 6;
    private static final int AROUND = 600;

    /** Every stride from the picture's own on, so that the decoder's is among them. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                avutil.AV_PIX_FMT_RGB24,
                avutil.AV_PIX_FMT_BGR24,
                avutil.AV_PIX_FMT_RGBA,
                avutil.AV_PIX_FMT_GRAY8,
                avutil.AV_PIX_FMT_YUV420P,
                avutil.AV_PIX_FMT_YUV422P,
                avutil.AV_PIX_FMT_YUV444P,
                avutil.AV_PIX_FMT_NV12
            })
    void nothingIsWrittenBesideThePicture(int format) {
        for (int width = 65; width < 129; width += 3) {
            for (int stride = 3 * width; stride <= 3 * 128 + 64; stride++) {
                assertOnlyThePicture(format, width, ROWS, width, stride);
            }
            assertOnlyThePicture(format, 2 * width + 1, 2 * ROWS, width, 3 * 128);
            assertOnlyThePicture(format, width / 2, ROWS / 2, width, 3 * 128);
        }
    }

    private static void assertOnlyThePicture(int format, int fromWidth, int fromHeight, int width, int stride) {
        try (var arena = Arena.ofConfined();
                var scaler = new Scaler();
                var frame = Frames.solid(
                        fromWidth, fromHeight, format, avutil.AVCOL_SPC_UNSPECIFIED, avutil.AVCOL_RANGE_MPEG, 200)) {
            var memory = arena.allocate(2L * AROUND + (long) ROWS * stride).fill(UNTOUCHED);
            scaler.toPacked(frame, Scaler.Layout.rgb24(width, ROWS), memory.address() + AROUND, stride);
            for (long at = 0; at < memory.byteSize(); at++) {
                long place = at - AROUND;
                boolean inside = place >= 0 && place / stride < ROWS && place % stride < 3L * width;
                if (!inside && memory.get(ValueLayout.JAVA_BYTE, at) != UNTOUCHED) {
                    throw new AssertionError("%d x %d to %d x %d, %d bytes a row: byte %d"
                            .formatted(fromWidth, fromHeight, width, ROWS, stride, place));
                }
            }
        }
    }
}
