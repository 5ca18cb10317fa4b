package io.maskgate.daemon.http;

import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.camera.Picture;

/**
 * Single pictures of the larger stream of cameras whose smaller one is looked at. What comes out has not passed the
 * {@link io.maskgate.daemon.privacy.PrivacyGate} yet; the endpoints see to that.
 */
public interface MainStream {
    /** Whether the camera has a stream beside the one that is looked at. */
    boolean has(String camera);

    /** Opens the stream, takes its first key frame and closes it; has a deadline. */
    Shot take(String camera, Faces faces) throws InterruptedException;

    /** What became of it. */
    sealed interface Shot {}

    /** Boxes are drawn into it. */
    record Taken(Picture picture) implements Shot {}

    /** @param why in the user's words, without credentials */
    record Failed(String why) implements Shot {}

    /** Others come first, or the camera took too long. */
    record Late() implements Shot {}
}
