package io.maskgate.hw.video;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;

/**
 * How a stored picture is turned to stand upright: by what a camera noted beside it, in the EXIF of a JPEG, in a phone's
 * video or in H.264 and HEVC themselves. Only quarter turns and mirror images; other angles are left as they lie.
 *
 * @param swapped columns become rows
 * @param mirrored left and right of the upright picture are exchanged
 * @param upended top and bottom of the upright picture are exchanged
 */
record Turn(boolean swapped, boolean mirrored, boolean upended) {
    static final Turn NONE = new Turn(false, false, false);

    private static final int RGB = RgbPicture.CHANNELS;
    private static final int BAND = 64;
    // FFmpeg's 3 x 3 matrix, by rows: x' = a x + c y, y' = b x + d y.
    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 3;
    private static final int D = 4;

    /** What is noted in a decoded picture. */
    static Turn of(AVFrame frame) {
        var noted = avutil.av_frame_get_side_data(frame, avutil.AV_FRAME_DATA_DISPLAYMATRIX);
        if (noted == null || noted.size() < (D + 1) * (long) Integer.BYTES) {
            return NONE;
        }
        var matrix = new IntPointer(noted.data());
        return of(matrix.get(A), matrix.get(B), matrix.get(C), matrix.get(D));
    }

    private static Turn of(int a, int b, int c, int d) {
        if (b == 0 && c == 0 && a != 0 && d != 0) {
            return new Turn(false, a < 0, d < 0);
        }
        if (a == 0 && d == 0 && b != 0 && c != 0) {
            return new Turn(true, c < 0, b < 0);
        }
        return NONE;
    }

    /**
     * Copies a picture as it lies to where it stands upright: packed RGB at {@code address}, {@code stride} bytes a row. Goes
     * by bands of rows, which fit in the processor's cache and take no more memory for a large picture.
     */
    @SuppressWarnings("restricted")
    void copy(RgbPicture lying, long address, int stride) {
        int width = swapped ? lying.height() : lying.width();
        int height = swapped ? lying.width() : lying.height();
        var upright = MemorySegment.ofAddress(address).reinterpret((long) (height - 1) * stride + (long) width * RGB);
        var pixels = lying.pixels();
        byte[] band = new byte[BAND * lying.stride()];
        byte[] run = new byte[Math.max(BAND * RGB, lying.stride())];
        for (int from = 0; from < lying.height(); from += BAND) {
            int rows = Math.min(BAND, lying.height() - from);
            pixels.get(from * lying.stride(), band, 0, rows * lying.stride());
            if (swapped) {
                int left = mirrored ? width - from - rows : from;
                for (int y = 0; y < height; y++) {
                    int column = upended ? height - 1 - y : y;
                    take(band, column * RGB, lying.stride(), rows, run);
                    put(run, rows, upright, (long) y * stride + (long) left * RGB);
                }
            } else {
                for (int row = 0; row < rows; row++) {
                    int y = upended ? height - 1 - from - row : from + row;
                    take(band, row * lying.stride(), RGB, width, run);
                    put(run, width, upright, (long) y * stride);
                }
            }
        }
    }

    /** Every {@code step} bytes a pixel, from left to right as it will stand. */
    private void take(byte[] band, int first, int step, int count, byte[] run) {
        int at = mirrored ? first + (count - 1) * step : first;
        int each = mirrored ? -step : step;
        for (int i = 0; i < count * RGB; i += RGB, at += each) {
            run[i] = band[at];
            run[i + 1] = band[at + 1];
            run[i + 2] = band[at + 2];
        }
    }

    private static void put(byte[] run, int count, MemorySegment upright, long at) {
        MemorySegment.copy(run, 0, upright, ValueLayout.JAVA_BYTE, at, count * RGB);
    }
}
