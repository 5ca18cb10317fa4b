package io.maskgate.daemon.camera;

/**
 * Faces in view now.
 *
 * @param people all tracked faces, settled or not
 * @param facemask of them, settled as facemask
 * @param noFacemask of them, settled as no facemask
 */
public record FaceCounts(int people, int facemask, int noFacemask) {
    public static final FaceCounts NONE = new FaceCounts(0, 0, 0);
}
