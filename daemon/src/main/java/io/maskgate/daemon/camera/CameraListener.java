package io.maskgate.daemon.camera;

import io.maskgate.daemon.events.MaskEvent;

/**
 * Who wants to know. Called on a camera's or the inference thread: implementations return at once, never block on the
 * network, and never throw.
 */
public interface CameraListener {
    /** A state was entered. */
    void stateChanged(CameraStatus status);

    /** The faces in view changed. */
    void countsChanged(String camera, FaceCounts counts);

    /** The camera is no more in the configuration; nothing of it follows, unless it comes back. */
    void removed(String camera);

    /** Something happened to a track; already has its id and time. */
    void event(MaskEvent event);

    /** Faces are gone whose label was never settled, so that there is no event of them. */
    default void undecided(String camera, int faces) {}

    /** Counts of this camera are not told; what was told of them earlier is to be taken back. */
    default void countsWithheld(String camera) {}
}
