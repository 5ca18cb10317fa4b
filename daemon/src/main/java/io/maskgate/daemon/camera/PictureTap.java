package io.maskgate.daemon.camera;

/** Who may want to look. Asked for each frame, so the answer while nobody watches must cost next to nothing. */
public interface PictureTap {
    /** Whether such a picture of this frame is wanted. */
    boolean wanted(String camera, Faces faces);

    /** Whether somebody watches, so that every picture counts. */
    boolean watched(String camera);

    /** A picture that was wanted. */
    void offer(String camera, Picture picture);
}
