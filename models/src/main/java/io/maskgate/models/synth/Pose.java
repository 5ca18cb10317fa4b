package io.maskgate.models.synth;

/**
 * Where a head is in the picture and where it looks.
 *
 * @param x y the middle between the eyes, pixels
 * @param head height from chin to crown, pixels; a face, chin to hairline, is {@link HeadShape#FACE} of it
 * @param yaw turn of the head to the viewer's right, radians
 * @param pitch nod upwards, radians
 * @param roll tilt to the viewer's right, radians
 * @param stride phase of the walk, radians
 * @param moving how much arms and legs swing, 0 to 1
 * @param maskDrop 0 mask as worn, 1 mask below the chin
 */
record Pose(
        double x,
        double y,
        double head,
        double yaw,
        double pitch,
        double roll,
        double stride,
        double moving,
        double maskDrop) {

    Pose {
        if (!(head > 0)) {
            throw new IllegalArgumentException("head: expected a height above 0 pixels, found " + head);
        }
    }
}
