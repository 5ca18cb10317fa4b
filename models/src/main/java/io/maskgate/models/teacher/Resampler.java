package io.maskgate.models.teacher;

/**
 * Bilinear scaling of RGB pictures with half-pixel centres: output pixel i looks at source {@code (i + 0.5) * from / to -
 * 0.5}, held inside. First along rows, then along columns. Immutable; any number of threads share it.
 */
final class Resampler {
    private final int fromWidth;
    private final int fromHeight;
    private final int toWidth;
    private final int toHeight;
    private final Axis across;
    private final Axis down;

    Resampler(int fromWidth, int fromHeight, int toWidth, int toHeight) {
        this.fromWidth = fromWidth;
        this.fromHeight = fromHeight;
        this.toWidth = toWidth;
        this.toHeight = toHeight;
        across = Axis.of(fromWidth, toWidth);
        down = Axis.of(fromHeight, toHeight);
    }

    /** For each place, the source places before and after it, and how much of the latter. */
    private record Axis(int[] low, int[] high, float[] part) {
        private static Axis of(int from, int to) {
            var axis = new Axis(new int[to], new int[to], new float[to]);
            for (int i = 0; i < to; i++) {
                double at = Math.clamp((i + 0.5) * from / to - 0.5, 0, from - 1.0);
                axis.low[i] = (int) at;
                axis.high[i] = Math.min(axis.low[i] + 1, from - 1);
                axis.part[i] = (float) (at - axis.low[i]);
            }
            return axis;
        }
    }

    /**
     * Scales a picture into a larger one.
     *
     * @param source uint8 {@code [fromHeight,fromWidth,3]}
     * @param target {@code [H,width,3]}, 0 to 255
     * @param width of the target's rows, in pixels
     * @param left where in the target the picture is to lie
     * @param top where in the target the picture is to lie
     */
    void scale(byte[] source, float[] target, int width, int left, int top) {
        var rows = new float[fromHeight * toWidth * 3];
        for (int y = 0; y < fromHeight; y++) {
            for (int x = 0; x < toWidth; x++) {
                int low = (y * fromWidth + across.low[x]) * 3;
                int high = (y * fromWidth + across.high[x]) * 3;
                int to = (y * toWidth + x) * 3;
                for (int c = 0; c < 3; c++) {
                    float a = source[low + c] & 0xff;
                    rows[to + c] = a + across.part[x] * ((source[high + c] & 0xff) - a);
                }
            }
        }
        int length = toWidth * 3;
        for (int y = 0; y < toHeight; y++) {
            int low = down.low[y] * length;
            int high = down.high[y] * length;
            int to = ((top + y) * width + left) * 3;
            float part = down.part[y];
            for (int i = 0; i < length; i++) {
                target[to + i] = rows[low + i] + part * (rows[high + i] - rows[low + i]);
            }
        }
    }
}
