package io.maskgate.models.synth;

/** The rotation of a head: rows take head space to camera space, columns take it back. */
record Turn(double xx, double xy, double xz, double yx, double yy, double yz, double zx, double zy, double zz) {

    /** Yaw first, then pitch, then roll; see {@link Pose} for the signs. */
    static Turn of(Pose pose) {
        double sy = Math.sin(pose.yaw());
        double cy = Math.cos(pose.yaw());
        double sp = Math.sin(pose.pitch());
        double cp = Math.cos(pose.pitch());
        double sr = Math.sin(pose.roll());
        double cr = Math.cos(pose.roll());
        double bx = -sp * sy;
        double bz = sp * cy;
        return new Turn(
                cr * cy + sr * bx,
                sr * cp,
                cr * sy + sr * bz,
                -sr * cy + cr * bx,
                cr * cp,
                -sr * sy + cr * bz,
                -cp * sy,
                -sp,
                cp * cy);
    }

    double cameraX(double x, double y, double z) {
        return xx * x + xy * y + xz * z;
    }

    double cameraY(double x, double y, double z) {
        return yx * x + yy * y + yz * z;
    }

    double headX(double x, double y, double z) {
        return xx * x + yx * y + zx * z;
    }

    double headY(double x, double y, double z) {
        return xy * x + yy * y + zy * z;
    }

    double headZ(double x, double y, double z) {
        return xz * x + yz * y + zz * z;
    }
}
