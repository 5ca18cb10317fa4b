package io.maskgate.models.synth;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.awt.AlphaComposite;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.List;

/** One picture in the making: figures are laid over it from the farthest to the nearest, each hiding what is behind. */
final class Painting {
    /** A face that turns farther away than this has no label: eyes and mask can no longer be seen. */
    private static final double AWAY = 1.35;

    /** A mask that has fallen by more than this no longer covers the tip of the nose. */
    private static final double MASK_OFF_NOSE = 0.25;

    private final int width;
    private final int height;
    private final BufferedImage image;
    private final int[] pixels;
    private final BufferedImage layer;
    private final int[] layerPixels;
    private final Light light;
    private final List<Laid> laid = new ArrayList<>();

    /** A figure that lies in the picture, with the share of each pixel of it that still shows its face. */
    private record Laid(Figure figure, Sprite head, float[] seen, double whole) {}

    Painting(BufferedImage background, Light light) {
        this.width = background.getWidth();
        this.height = background.getHeight();
        this.light = light;
        this.image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        this.pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        this.layer = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        this.layerPixels = ((DataBufferInt) layer.getRaster().getDataBuffer()).getData();
        image.createGraphics().drawImage(background, 0, 0, null);
    }

    BufferedImage image() {
        return image;
    }

    void add(Figure figure) {
        drawBody(figure);
        coverByBody();
        blendBody();
        Sprite head = new HeadRenderer(figure.look(), figure.pose(), light, figure.gaze(), figure.lids()).render();
        coverByHead(head);
        blendHead(head);
        var seen = new float[head.width() * head.height()];
        double whole = 0;
        for (int y = 0; y < head.height(); y++) {
            for (int x = 0; x < head.width(); x++) {
                whole += head.face(x, y);
                seen[y * head.width() + x] = inside(head.x0() + x, head.y0() + y) ? head.face(x, y) : 0;
            }
        }
        laid.add(new Laid(figure, head, seen, whole));
    }

    /** The truth about every figure added whose face is turned towards the camera, in the order they were added. */
    List<FaceTruth> truths() {
        return laid.stream()
                .filter(l -> Math.abs(l.figure.pose().yaw()) < AWAY)
                .map(this::truth)
                .toList();
    }

    private FaceTruth truth(Laid l) {
        double seen = 0;
        for (float share : l.seen) {
            seen += share;
        }
        var pose = l.figure.pose();
        boolean masked = l.figure.look().mask().isPresent() && pose.maskDrop() < MASK_OFF_NOSE;
        Box box = FaceBox.of(l.figure.look(), pose).clip(width, height);
        double visible = l.whole > 0 ? Math.clamp(seen / l.whole, 0, 1) : 0;
        return new FaceTruth(l.figure.id(), masked ? MaskLabel.FACEMASK : MaskLabel.NO_FACEMASK, box, visible);
    }

    private boolean inside(int x, int y) {
        return x >= 0 && y >= 0 && x < width && y < height;
    }

    private void drawBody(Figure figure) {
        var g = layer.createGraphics();
        g.setComposite(AlphaComposite.Clear);
        g.fillRect(0, 0, width, height);
        g.setComposite(AlphaComposite.SrcOver);
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        new Body(figure.look(), figure.pose(), light).draw(g);
        g.dispose();
    }

    private void coverByBody() {
        for (Laid l : laid) {
            for (int y = 0; y < l.head.height(); y++) {
                for (int x = 0; x < l.head.width(); x++) {
                    int px = l.head.x0() + x;
                    int py = l.head.y0() + y;
                    if (inside(px, py)) {
                        l.seen[y * l.head.width() + x] *= 1 - (layerPixels[py * width + px] >>> 24) / 255f;
                    }
                }
            }
        }
    }

    private void coverByHead(Sprite nearer) {
        for (Laid l : laid) {
            for (int y = 0; y < l.head.height(); y++) {
                int ny = l.head.y0() + y - nearer.y0();
                for (int x = 0; x < l.head.width(); x++) {
                    int nx = l.head.x0() + x - nearer.x0();
                    if (nx >= 0 && ny >= 0 && nx < nearer.width() && ny < nearer.height()) {
                        l.seen[y * l.head.width() + x] *= 1 - Math.min(1, nearer.alpha(nx, ny));
                    }
                }
            }
        }
    }

    private void blendBody() {
        for (int i = 0; i < pixels.length; i++) {
            int alpha = layerPixels[i] >>> 24;
            if (alpha != 0) {
                pixels[i] = mix(pixels[i], layerPixels[i], alpha / 255.0);
            }
        }
    }

    private void blendHead(Sprite head) {
        for (int y = 0; y < head.height(); y++) {
            for (int x = 0; x < head.width(); x++) {
                int px = head.x0() + x;
                int py = head.y0() + y;
                if (head.alpha(x, y) > 0 && inside(px, py)) {
                    int i = py * width + px;
                    pixels[i] = mix(pixels[i], head.rgb(x, y), Math.min(1, head.alpha(x, y)));
                }
            }
        }
    }

    private static int mix(int under, int over, double alpha) {
        int result = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            double value = (under >> shift & 255) * (1 - alpha) + (over >> shift & 255) * alpha;
            result |= (int) (value + 0.5) << shift;
        }
        return result;
    }
}
