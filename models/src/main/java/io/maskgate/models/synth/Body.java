package io.maskgate.models.synth;

import io.maskgate.models.synth.Look.Pattern;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.LinearGradientPaint;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;

/** Draws a figure below the head in two dimensions: torso, arms, legs and clothing, in units of the head's height. */
final class Body {
    private final Look look;
    private final Pose pose;
    private final Light light;

    Body(Look look, Pose pose, Light light) {
        this.look = look;
        this.pose = pose;
        this.light = light;
    }

    /** Draws onto a cleared picture with alpha. */
    void draw(Graphics2D g) {
        var before = g.getTransform();
        g.translate(pose.x(), pose.y());
        g.scale(pose.head(), pose.head());
        double swing = 0.32 * pose.moving() * Math.sin(pose.stride());
        leg(g, -0.3, swing);
        leg(g, 0.3, -swing);
        arm(g, -1, -swing);
        arm(g, 1, swing);
        torso(g);
        g.setTransform(before);
    }

    private void leg(Graphics2D g, double x, double swing) {
        var path = new Path2D.Double();
        path.moveTo(x - 0.36, 3.0);
        path.curveTo(x - 0.34, 4.2, x - 0.26 + swing * 0.4, 5.2, x - 0.2 + swing, 6.6);
        path.lineTo(x + 0.22 + swing, 6.6);
        path.curveTo(x + 0.26 + swing * 0.4, 5.2, x + 0.34, 4.2, x + 0.33, 3.0);
        path.closePath();
        fill(g, path, look.clothes().legs(), x - 0.36, x + 0.36);
        var shoe = new Path2D.Double();
        shoe.moveTo(x - 0.22 + swing, 6.55);
        shoe.curveTo(x - 0.3 + swing, 6.95, x + 0.32 + swing, 6.95, x + 0.24 + swing, 6.55);
        shoe.closePath();
        fill(g, shoe, Rgb.srgb(32, 30, 30), x - 0.3, x + 0.3);
    }

    private void arm(Graphics2D g, int side, double swing) {
        double b = look.clothes().build();
        double s = side * b;
        double hand = s * 1.02 + swing * 0.35;
        var path = new Path2D.Double();
        path.moveTo(s * 0.62, 0.76);
        path.curveTo(s * 0.95, 0.8, s * 1.08, 1.1, s * 1.12, 1.7);
        path.curveTo(s * 1.16, 2.2, hand + side * 0.16, 2.6, hand + side * 0.1, 3.2);
        path.lineTo(hand - side * 0.18, 3.2);
        path.curveTo(s * 0.84, 2.6, s * 0.78, 2.0, s * 0.6, 1.5);
        path.closePath();
        var palm = new Path2D.Double();
        palm.moveTo(hand + side * 0.09, 3.15);
        palm.curveTo(hand + side * 0.16, 3.6, hand - side * 0.1, 3.75, hand - side * 0.16, 3.15);
        palm.closePath();
        fill(g, palm, look.skin(), hand - 0.2, hand + 0.2);
        double inner = Math.min(s * 0.6, s * 1.14);
        double outer = Math.max(s * 0.6, s * 1.14);
        fill(g, path, look.clothes().top().times(0.9), inner, outer);
    }

    private void torso(Graphics2D g) {
        double b = look.clothes().build();
        var path = new Path2D.Double();
        path.moveTo(-0.2, 0.6);
        path.curveTo(-0.3, 0.72, -0.62 * b, 0.74, -0.8 * b, 0.84);
        path.curveTo(-0.95 * b, 0.95, -0.86 * b, 1.5, -0.74 * b, 1.9);
        path.curveTo(-0.68 * b, 2.4, -0.66 * b, 2.8, -0.68 * b, 3.35);
        path.lineTo(0.68 * b, 3.35);
        path.curveTo(0.66 * b, 2.8, 0.68 * b, 2.4, 0.74 * b, 1.9);
        path.curveTo(0.86 * b, 1.5, 0.95 * b, 0.95, 0.8 * b, 0.84);
        path.curveTo(0.62 * b, 0.74, 0.3, 0.72, 0.2, 0.6);
        path.quadTo(0, 0.78, -0.2, 0.6);
        path.closePath();
        fill(g, path, look.clothes().top(), -0.9 * b, 0.9 * b);
        var clip = g.getClip();
        g.clip(path);
        if (look.clothes().pattern() == Pattern.STRIPES) {
            g.setColor(shaded(look.clothes().inner(), 0.6).awt(0.7));
            g.setStroke(new BasicStroke(0.05f));
            for (double y = 0.9; y < 3.3; y += 0.2) {
                g.draw(new Line2D.Double(-1, y, 1, y + 0.03));
            }
        }
        if (look.clothes().open()) {
            jacket(g);
        }
        folds(g);
        shadowUnderChin(g);
        g.setClip(clip);
    }

    private void jacket(Graphics2D g) {
        var shirt = new Path2D.Double();
        shirt.moveTo(-0.24, 0.55);
        shirt.lineTo(-0.05, 2.1);
        shirt.lineTo(0.05, 2.1);
        shirt.lineTo(0.24, 0.55);
        shirt.closePath();
        fill(g, shirt, look.clothes().inner(), -0.4, 0.4);
        for (int side = -1; side <= 1; side += 2) {
            var lapel = new Path2D.Double();
            lapel.moveTo(side * 0.22, 0.55);
            lapel.lineTo(side * 0.42, 0.72);
            lapel.lineTo(side * 0.36, 1.15);
            lapel.lineTo(side * 0.03, 2.1);
            lapel.closePath();
            fill(g, lapel, look.clothes().top().times(0.8), -0.6, 0.6);
        }
        g.setColor(shaded(look.clothes().top(), 0.35).awt(0.8));
        g.setStroke(new BasicStroke(0.02f));
        g.draw(new Line2D.Double(0, 2.1, 0.02, 3.4));
    }

    private void folds(Graphics2D g) {
        var noise = new Noise(look.seed() + 5);
        g.setStroke(new BasicStroke(0.05f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int i = 0; i < 9; i++) {
            double x = 0.75 * noise.at(i * 3.7, 1.5, 0);
            double y = 1.9 + 1.2 * noise.at(i * 2.3, 7.5, 0);
            double bend = 0.25 * noise.at(i * 1.9, 3.5, 0);
            var fold = new Path2D.Double();
            fold.moveTo(x, y - 0.25);
            fold.quadTo(x + bend, y, x + bend * 0.4, y + 0.3);
            g.setColor(i % 3 == 0 ? new Rgb(1, 1, 1).awt(0.05) : new Rgb(0, 0, 0).awt(0.09));
            g.draw(fold);
        }
    }

    private static void shadowUnderChin(Graphics2D g) {
        var shade = new RadialGradientPaint(
                0, 0.6f, 0.55f, new float[] {0, 1}, new Color[] {new Rgb(0, 0, 0).awt(0.4), new Rgb(0, 0, 0).awt(0)});
        g.setPaint(shade);
        g.fill(new Ellipse2D.Double(-0.55, 0.05, 1.1, 1.1));
    }

    /** Fills a shape as if it were a rounded, vertical form between two sides, lit by the key light. */
    private void fill(Graphics2D g, Shape shape, Rgb albedo, double left, double right) {
        var fractions = new float[7];
        var colours = new Color[7];
        for (int i = 0; i < 7; i++) {
            double t = i / 6.0;
            double nx = (t * 2 - 1) * 0.95;
            double nz = Math.sqrt(1 - nx * nx);
            double facing = Math.max(0, nx * light.x() + nz * light.z() + 0.2 * light.y()) * 0.85;
            fractions[i] = (float) t;
            colours[i] = albedo.times(light.ambient(0.1)
                            .times(0.55 + 0.45 * nz)
                            .plus(light.key().times(facing)))
                    .awt();
        }
        g.setPaint(new LinearGradientPaint(
                new Point2D.Double(left, 0),
                new Point2D.Double(right, 0),
                fractions,
                colours,
                LinearGradientPaint.CycleMethod.NO_CYCLE,
                LinearGradientPaint.ColorSpaceType.SRGB,
                new AffineTransform()));
        g.fill(shape);
    }

    private Rgb shaded(Rgb albedo, double facing) {
        return albedo.times(light.ambient(0.2).plus(light.key().times(facing)));
    }
}
