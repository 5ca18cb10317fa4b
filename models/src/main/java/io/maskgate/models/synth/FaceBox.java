package io.maskgate.models.synth;

import io.maskgate.hw.inference.Box;

/** The tight box of a face, hairline to chin and ear to ear, from its surface and its pose alone. */
final class FaceBox {
    private static final int STEPS_Y = 24;
    private static final int STEPS_ROUND = 24;

    private FaceBox() {}

    /** The box in pixels of the frame, not clipped to it. */
    static Box of(Look look, Pose pose) {
        var shape = new HeadShape(look);
        var turn = Turn.of(pose);
        double x0 = Double.MAX_VALUE;
        double y0 = Double.MAX_VALUE;
        double x1 = -Double.MAX_VALUE;
        double y1 = -Double.MAX_VALUE;
        for (int i = 0; i <= STEPS_Y; i++) {
            double y = HeadShape.CHIN + 0.005 + (HeadShape.FACE - 0.005) * i / STEPS_Y;
            for (int j = 0; j <= STEPS_ROUND; j++) {
                double around = Math.PI * (j / (double) STEPS_ROUND - 0.5);
                double radius = radius(shape, look, y, around);
                double x = radius * Math.sin(around);
                double z = radius * Math.cos(around);
                if (radius <= 0) {
                    continue;
                }
                double px = pose.x() + pose.head() * turn.cameraX(x, y, z);
                double py = pose.y() - pose.head() * turn.cameraY(x, y, z);
                x0 = Math.min(x0, px);
                x1 = Math.max(x1, px);
                y0 = Math.min(y0, py);
                y1 = Math.max(y1, py);
            }
        }
        return new Box((float) x0, (float) y0, (float) x1, (float) y1);
    }

    /** Distance of the face's surface from the head's vertical axis, by bisection; 0 where there is none. */
    private static double radius(HeadShape shape, Look look, double y, double around) {
        double low = 0;
        double high = 0.33;
        double sin = Math.abs(Math.sin(around)) / look.shape().width();
        double cos = Math.cos(around);
        for (int i = 0; i < 9; i++) {
            double r = (low + high) / 2;
            if (shape.face(r * sin, y, r * cos) < 0) {
                low = r;
            } else {
                high = r;
            }
        }
        return low;
    }
}
