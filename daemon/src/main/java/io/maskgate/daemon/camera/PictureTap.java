package io.maskgate.daemon.camera;

import java.util.Optional;

/** Who may want to look. Asked for each frame, so the answer while nobody watches must cost next to nothing. */
public interface PictureTap {
    /** Whether such a picture of this frame is wanted. */
    boolean wanted(String camera, Faces faces);

    /** What somebody watches; shown ones where both are, of which every picture counts. Empty while nobody watches. */
    Optional<Faces> watched(String camera);

    /** A picture that was wanted. */
    void offer(String camera, Picture picture);
}
