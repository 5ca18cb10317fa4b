package io.maskgate.hw.video;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Packed 8-bit RGB, row-major {@code [height, width, 3]}, in direct memory that the garbage collector frees. */
public final class RgbPicture {
    static final int CHANNELS = 3;
    static final int MAX_SIDE = 16_384;
    /** Bytes behind the last row that are the picture's too: swscale reads rows by whole vectors, up to 63 bytes too many. */
    static final int BEYOND = 64;

    private final int width;
    private final int height;
    private final ByteBuffer pixels;

    /** A black picture. */
    public RgbPicture(int width, int height) {
        if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
            throw new IllegalArgumentException(
                    "expected sides of 1 to " + MAX_SIDE + " pixels, found " + width + "x" + height);
        }
        this.width = width;
        this.height = height;
        int bytes = Math.multiplyExact(width * height, CHANNELS);
        this.pixels = ByteBuffer.allocateDirect(bytes + BEYOND).slice(0, bytes);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** A view of the pixels of its own, position 0 and limit at the end: where a caller moves it concerns nobody else. */
    public ByteBuffer pixels() {
        return pixels.duplicate();
    }

    /** Red, green and blue as 0xRRGGBB. */
    public int rgb(int x, int y) {
        int at = (y * width + x) * CHANNELS;
        return (pixels.get(at) & 0xff) << 16 | (pixels.get(at + 1) & 0xff) << 8 | (pixels.get(at + 2) & 0xff);
    }

    /** Fills the rectangle, cut to the picture, with a colour 0xRRGGBB. */
    public void fill(int x0, int y0, int x1, int y1, int rgb) {
        for (int y = Math.max(0, y0); y < Math.min(height, y1); y++) {
            for (int x = Math.max(0, x0); x < Math.min(width, x1); x++) {
                int at = (y * width + x) * CHANNELS;
                pixels.put(at, (byte) (rgb >> 16));
                pixels.put(at + 1, (byte) (rgb >> 8));
                pixels.put(at + 2, (byte) rgb);
            }
        }
    }

    long address() {
        return MemorySegment.ofBuffer(pixels).address();
    }

    int stride() {
        return width * CHANNELS;
    }

    Scaler.Layout layout() {
        return Scaler.Layout.rgb24(width, height);
    }
}
