package io.maskgate.models.synth;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** Draws an entrance hall without people: floor, walls, doors, windows, plants, a desk, posters and signs. */
final class Lobby {
    private final SplittableRandom random;
    private final int width;
    private final int height;
    private final double exposure;
    private final double horizon;

    Lobby(long seed, int width, int height, Light light) {
        this.random = new SplittableRandom(seed);
        this.width = width;
        this.height = height;
        this.exposure = 0.75 * light.ambient(0).luminance() + 0.55 * light.key().luminance();
        this.horizon = height * random.nextDouble(0.55, 0.78);
    }

    BufferedImage draw() {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        wall(g);
        floor(g);
        double x = -width * random.nextDouble(0, 0.1);
        while (x < width) {
            double room = width * random.nextDouble(0.12, 0.32);
            switch (random.nextInt(6)) {
                case 0 -> door(g, x, room);
                case 1 -> window(g, x, room);
                case 2 -> poster(g, x, room);
                case 3 -> lift(g, x, room);
                case 4 -> column(g, x, room);
                default -> poster(g, x, room * 0.8);
            }
            x += room * random.nextDouble(1.05, 1.3);
        }
        if (random.nextDouble() < 0.5) {
            desk(g);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            plant(g, width * random.nextDouble(), width * random.nextDouble(0.03, 0.07));
        }
        lamps(g);
        g.dispose();
        return image;
    }

    private Color colour(double hue, double saturation, double brightness) {
        return Rgb.hsb(hue, saturation, brightness).times(exposure).awt();
    }

    private Color wood(double brightness) {
        return colour(0.08, random.nextDouble(0.3, 0.6), brightness);
    }

    private void fill(Graphics2D g, Paint paint, double x, double y, double w, double h) {
        g.setPaint(paint);
        g.fill(new Rectangle2D.Double(x, y, w, h));
    }

    private void wall(Graphics2D g) {
        double hue = random.nextDouble();
        double saturation = random.nextDouble(0, 0.25);
        double brightness = random.nextDouble(0.45, 0.95);
        var top = colour(hue, saturation, brightness);
        var bottom = colour(hue, saturation, brightness * random.nextDouble(0.7, 0.95));
        fill(
                g,
                new GradientPaint(0, 0, top, width * random.nextFloat(-0.3f, 0.3f), (float) horizon, bottom),
                0,
                0,
                width,
                horizon);
        if (random.nextBoolean()) {
            fill(g, wood(random.nextDouble(0.3, 0.6)), 0, horizon - height * 0.03, width, height * 0.03);
        }
    }

    private void floor(Graphics2D g) {
        double hue = random.nextDouble(0.05, 0.15);
        double saturation = random.nextDouble(0.02, 0.3);
        double brightness = random.nextDouble(0.35, 0.8);
        fill(
                g,
                new GradientPaint(
                        0,
                        (float) horizon,
                        colour(hue, saturation, brightness * 0.75),
                        0,
                        height,
                        colour(hue, saturation, brightness)),
                0,
                horizon,
                width,
                height - horizon);
        g.setColor(new Color(0, 0, 0, 38));
        g.setStroke(new BasicStroke(Math.max(1f, width / 640f)));
        double centre = width * random.nextDouble(0.3, 0.7);
        for (int i = -14; i <= 14; i++) {
            g.draw(new Line2D.Double(centre + i * width * 0.06, horizon, centre + i * width * 0.3, height));
        }
        for (double depth = 1; depth > 0.03; depth *= 0.72) {
            double y = horizon + (height - horizon) * depth;
            g.draw(new Line2D.Double(0, y, width, y));
        }
    }

    private void door(Graphics2D g, double x, double w) {
        double top = horizon - height * random.nextDouble(0.45, 0.6);
        fill(g, wood(0.3), x - w * 0.04, top - w * 0.04, w * 1.08, horizon - top + w * 0.04);
        if (random.nextBoolean()) {
            var glass = colour(0.55, 0.12, random.nextDouble(0.5, 1));
            fill(g, glass, x, top, w * 0.49, horizon - top);
            fill(g, glass, x + w * 0.51, top, w * 0.49, horizon - top);
            g.setColor(new Color(255, 255, 255, 50));
            var glare = new Path2D.Double();
            glare.moveTo(x + w * 0.1, top);
            glare.lineTo(x + w * 0.3, top);
            glare.lineTo(x + w * 0.1, horizon);
            glare.lineTo(x, horizon);
            glare.closePath();
            g.fill(glare);
        } else {
            fill(g, wood(random.nextDouble(0.4, 0.75)), x, top, w, horizon - top);
        }
        fill(g, colour(0.1, 0.1, 0.85), x + w * 0.42, (top + horizon) / 2, w * 0.04, w * 0.15);
        fill(g, colour(0.38, 0.8, 0.6), x + w * 0.35, top - w * 0.2, w * 0.3, w * 0.11);
    }

    private void window(Graphics2D g, double x, double w) {
        double top = height * random.nextDouble(0.05, 0.2);
        double h = horizon * random.nextDouble(0.4, 0.7);
        fill(g, colour(0, 0, 0.85), x - w * 0.03, top - w * 0.03, w * 1.06, h + w * 0.06);
        var sky = colour(0.57, random.nextDouble(0.05, 0.35), 1);
        fill(g, new GradientPaint(0, (float) top, sky, 0, (float) (top + h), colour(0.25, 0.15, 0.85)), x, top, w, h);
        for (int i = 0; i < 5; i++) {
            g.setColor(colour(0.3, 0.3, random.nextDouble(0.3, 0.7)));
            double r = w * random.nextDouble(0.05, 0.16);
            double cx = x + r + (w - 2 * r) * random.nextDouble();
            g.fill(new Ellipse2D.Double(cx - r, top + h - 2 * r, 2 * r, 2 * r));
        }
        fill(g, colour(0, 0, 0.8), x + w * 0.49, top, w * 0.02, h);
    }

    private void poster(Graphics2D g, double x, double w) {
        double top = height * random.nextDouble(0.1, 0.3);
        double h = w * random.nextDouble(0.7, 1.4);
        fill(g, new Color(0, 0, 0, 60), x + 3, top + 3, w * 0.8, h);
        fill(g, colour(random.nextDouble(), random.nextDouble(0, 0.6), random.nextDouble(0.3, 1)), x, top, w * 0.8, h);
        for (int i = random.nextInt(3, 8); i > 0; i--) {
            g.setColor(colour(random.nextDouble(), random.nextDouble(0, 0.8), random.nextDouble(0.2, 1)));
            double s = w * random.nextDouble(0.08, 0.35);
            double px = x + (w * 0.8 - s) * random.nextDouble();
            double py = top + Math.max(0, h - s) * random.nextDouble();
            g.fill(
                    random.nextBoolean()
                            ? new Ellipse2D.Double(px, py, s, s * 0.9)
                            : new Rectangle2D.Double(px, py, s, s * 0.2));
        }
    }

    private void lift(Graphics2D g, double x, double w) {
        double top = horizon - height * 0.5;
        fill(g, colour(0, 0, 0.35), x - w * 0.05, top - w * 0.05, w * 1.1, horizon - top + w * 0.05);
        for (int i = 0; i < 2; i++) {
            double left = x + i * w * 0.505;
            fill(
                    g,
                    new GradientPaint(
                            (float) left,
                            0,
                            colour(0.6, 0.05, 0.6),
                            (float) (left + w * 0.5),
                            0,
                            colour(0.6, 0.03, 0.8)),
                    left,
                    top,
                    w * 0.495,
                    horizon - top);
        }
    }

    private void column(Graphics2D g, double x, double room) {
        double w = room * 0.35;
        double b = random.nextDouble(0.5, 0.9);
        fill(
                g,
                new GradientPaint((float) x, 0, colour(0.1, 0.05, b), (float) (x + w), 0, colour(0.1, 0.08, b * 0.6)),
                x,
                0,
                w,
                horizon + height * 0.03);
    }

    private void desk(Graphics2D g) {
        double w = width * random.nextDouble(0.25, 0.5);
        double x = width * random.nextDouble(0, 0.7);
        double top = horizon - height * random.nextDouble(0.02, 0.1);
        fill(g, wood(random.nextDouble(0.35, 0.65)), x, top, w, height * 0.2);
        fill(g, colour(0, 0, 0.9), x - w * 0.02, top - height * 0.02, w * 1.04, height * 0.02);
        fill(g, colour(0.6, 0.1, 0.2), x + w * 0.3, top - height * 0.1, w * 0.18, height * 0.08);
    }

    private void plant(Graphics2D g, double x, double size) {
        double base = horizon + height * 0.04;
        fill(g, wood(random.nextDouble(0.3, 0.8)), x - size * 0.5, base - size, size, size);
        for (int i = 0; i < 26; i++) {
            double angle = random.nextDouble(-1.3, 1.3);
            double length = size * random.nextDouble(1.2, 3);
            g.setColor(colour(random.nextDouble(0.24, 0.36), 0.6, random.nextDouble(0.2, 0.55)));
            var leaf = new Path2D.Double();
            double ex = x + Math.sin(angle) * length;
            double ey = base - size - Math.cos(angle) * length;
            leaf.moveTo(x, base - size);
            leaf.quadTo(x + Math.sin(angle) * length * 0.3 - size * 0.2, ey, ex, ey);
            leaf.quadTo(x + Math.sin(angle) * length * 0.5 + size * 0.2, ey + length * 0.4, x, base - size);
            g.fill(leaf);
        }
    }

    private void lamps(Graphics2D g) {
        for (int i = random.nextInt(4); i > 0; i--) {
            double x = width * random.nextDouble();
            double w = width * random.nextDouble(0.05, 0.2);
            g.setColor(
                    Rgb.srgb(255, 250, 235).times(Math.min(1.2, exposure + 0.4)).awt(0.85));
            g.fill(new Rectangle2D.Double(x - w / 2, 0, w, height * 0.025));
        }
    }
}
