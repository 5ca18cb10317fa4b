package io.maskgate.hw.inference;

/**
 * How a source picture lies in a model's input: as it is to be seen, centred, the rest padded with {@link #PAD}.
 *
 * @param scale source rows times scale are input pixels
 * @param left padding left of the picture, input pixels
 * @param top padding above the picture, input pixels
 * @param contentWidth width of the scaled picture, input pixels
 * @param contentHeight height of the scaled picture, input pixels
 */
public record Letterbox(
        int sourceWidth, int sourceHeight, float scale, int left, int top, int contentWidth, int contentHeight) {
    /** The grey of the padding, in every channel. */
    public static final int PAD = 114;

    /** Of a picture whose pixels are square. */
    public static Letterbox fit(int sourceWidth, int sourceHeight, int inputWidth, int inputHeight) {
        return fit(sourceWidth, sourceHeight, 1, inputWidth, inputHeight);
    }

    /** @param pixelAspect how much wider than high a pixel of the source is to be seen */
    public static Letterbox fit(int sourceWidth, int sourceHeight, float pixelAspect, int inputWidth, int inputHeight) {
        if (sourceWidth <= 0 || sourceHeight <= 0) {
            throw new IllegalArgumentException(
                    "source is " + sourceWidth + "x" + sourceHeight + ", expected a picture");
        }
        float seenWidth = sourceWidth * pixelAspect;
        float scale = Math.min(inputWidth / seenWidth, (float) inputHeight / sourceHeight);
        int width = Math.clamp(Math.round(seenWidth * scale), 1, inputWidth);
        int height = Math.clamp(Math.round(sourceHeight * scale), 1, inputHeight);
        return new Letterbox(
                sourceWidth, sourceHeight, scale, (inputWidth - width) / 2, (inputHeight - height) / 2, width, height);
    }

    /** A box of the input, mapped to the source picture and cut to it. */
    public Box toSource(Box box) {
        float sx = (float) sourceWidth / contentWidth;
        float sy = (float) sourceHeight / contentHeight;
        return new Box((box.x0() - left) * sx, (box.y0() - top) * sy, (box.x1() - left) * sx, (box.y1() - top) * sy)
                .clip(sourceWidth, sourceHeight);
    }
}
