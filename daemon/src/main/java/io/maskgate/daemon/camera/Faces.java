package io.maskgate.daemon.camera;

/** How faces appear in a picture of a camera. */
public enum Faces {
    /** As the camera sees them. */
    SHOWN,
    /** Made unrecognisable; such a picture shows no frame the detector has not looked at. */
    COVERED
}
