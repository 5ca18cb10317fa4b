package io.maskgate.models.data;

/** Bilinear resampling in 16.16 fixed-point with half-pixel centres. */
final class Warp {
    private static final int ONE = 1 << 16;
    private static final int HALF = ONE / 2;

    private Warp() {}

    /**
     * Fills the area of the canvas with the picture. Canvas pixels whose centre falls outside the picture stay as they
     * are; at the picture's edge its last pixels are repeated.
     */
    static void fill(Picture picture, Placement placement, Canvas canvas, Canvas.Area area) {
        var level = picture.level((float) placement.scale());
        fill(level.rgb(), level.width(), level.height(), level.halvings(), placement, canvas, area);
    }

    static void fill(
            byte[] in, int width, int height, int halvings, Placement placement, Canvas canvas, Canvas.Area area) {
        var inverse = placement.inverse();
        double shrink = 1.0 / (1 << halvings);
        int stepX = fixed(inverse.a() * shrink);
        int stepY = fixed(inverse.d() * shrink);
        int limitX = width * ONE;
        int limitY = height * ONE;
        byte[] out = canvas.pixels;
        for (int row = area.y0(); row < area.y1(); row++) {
            double x = area.x0() + 0.5;
            double y = row + 0.5;
            // Shifted by half a pixel: in this form 0 <= u < width is "the centre lies inside the picture".
            int u = fixed((inverse.a() * x + inverse.b() * y + inverse.c()) * shrink);
            int v = fixed((inverse.d() * x + inverse.e() * y + inverse.f()) * shrink);
            int to = (row * canvas.width + area.x0()) * 3;
            int end = to + area.width() * 3;
            for (; to < end; to += 3, u += stepX, v += stepY) {
                if (u >= 0 && u < limitX && v >= 0 && v < limitY) {
                    int s = u - HALF;
                    int t = v - HALF;
                    int left = s >> 16;
                    int top = t >> 16;
                    int fx = (s >>> 8) & 255;
                    int fy = (t >>> 8) & 255;
                    int upper = Math.max(top, 0) * width;
                    int lower = Math.min(top + 1, height - 1) * width;
                    int right = Math.min(left + 1, width - 1);
                    left = Math.max(left, 0);
                    int p00 = (upper + left) * 3;
                    int p01 = (upper + right) * 3;
                    int p10 = (lower + left) * 3;
                    int p11 = (lower + right) * 3;
                    int w11 = fx * fy;
                    int w10 = (fy << 8) - w11;
                    int w01 = (fx << 8) - w11;
                    int w00 = ONE - w01 - w10 - w11;
                    out[to] = mix(in[p00], in[p01], in[p10], in[p11], w00, w01, w10, w11);
                    out[to + 1] = mix(in[p00 + 1], in[p01 + 1], in[p10 + 1], in[p11 + 1], w00, w01, w10, w11);
                    out[to + 2] = mix(in[p00 + 2], in[p01 + 2], in[p10 + 2], in[p11 + 2], w00, w01, w10, w11);
                }
            }
        }
    }

    private static byte mix(byte a, byte b, byte c, byte d, int wa, int wb, int wc, int wd) {
        return (byte) (((a & 255) * wa + (b & 255) * wb + (c & 255) * wc + (d & 255) * wd + HALF) >>> 16);
    }

    /** Values beyond the range of 16.16 are far outside any picture, and stay so. */
    private static int fixed(double value) {
        return (int) Math.round(Math.clamp(value, -16000.0, 16000.0) * ONE);
    }
}
