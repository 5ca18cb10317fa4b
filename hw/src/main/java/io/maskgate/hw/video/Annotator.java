package io.maskgate.hw.video;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.util.List;
import java.util.Locale;

/** Draws boxes with label and score into pictures: green for a face mask, red for none. Without state. */
public final class Annotator {
    public static final int GREEN = 0x1FA64A;
    public static final int RED = 0xE0322B;
    private static final int WHITE = 0xFFFFFF;

    /** Picture height for which text and lines are drawn at their natural size. */
    private static final int NATURAL_HEIGHT = 360;

    /** The colour of a label, 0xRRGGBB. */
    public static int color(MaskLabel label) {
        return switch (label) {
            case FACEMASK -> GREEN;
            case NO_FACEMASK -> RED;
        };
    }

    /**
     * Draws detections found in a frame of {@code sourceWidth} x {@code sourceHeight}, of which {@code picture} is a
     * scaled copy.
     */
    public void draw(RgbPicture picture, List<Detection> detections, int sourceWidth, int sourceHeight) {
        float sx = (float) picture.width() / sourceWidth;
        float sy = (float) picture.height() / sourceHeight;
        for (Detection detection : detections) {
            Box box = detection.box();
            String text =
                    String.format(Locale.ROOT, "%s %.2f", detection.label().text(), detection.score());
            var scaled = new Box(box.x0() * sx, box.y0() * sy, box.x1() * sx, box.y1() * sy);
            draw(picture, scaled, text, color(detection.label()));
        }
    }

    /** Draws one box, in pixels of the picture, with text on a bar above it, or inside where there is no room. */
    public void draw(RgbPicture picture, Box box, String text, int rgb) {
        int factor = Math.max(1, Math.round((float) picture.height() / NATURAL_HEIGHT));
        int line = 2 * factor;
        int x0 = Math.round(box.x0());
        int y0 = Math.round(box.y0());
        int x1 = Math.round(box.x1());
        int y1 = Math.round(box.y1());
        picture.fill(x0, y0, x1, y0 + line, rgb);
        picture.fill(x0, y1 - line, x1, y1, rgb);
        picture.fill(x0, y0, x0 + line, y1, rgb);
        picture.fill(x1 - line, y0, x1, y1, rgb);
        if (text.isEmpty()) {
            return;
        }
        int barWidth = BitmapFont.width(text, factor) + 2 * line;
        int barHeight = BitmapFont.GLYPH_HEIGHT * factor + 2 * line;
        int barX = Math.clamp(x0, 0, Math.max(0, picture.width() - barWidth));
        int barY = y0 - barHeight >= 0 ? y0 - barHeight : Math.max(0, y0);
        picture.fill(barX, barY, barX + barWidth, barY + barHeight, rgb);
        BitmapFont.draw(picture, text, barX + line, barY + line, factor, WHITE);
    }
}
