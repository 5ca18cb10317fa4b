package io.maskgate.hw.video;

/**
 * Whether decoding can begin at what FFmpeg calls a key frame. Where an encoder renews the picture strip by strip (x264's
 * {@code intra-refresh}), such a frame is only where that begins, and a decoder gives nothing before it is through; of
 * H.264 in separate fields it is half a picture. There the decoder must never forget. Found out by trying: a key frame
 * that is drained and gives no key picture may also have been damaged, so the first that does ends it. Pure.
 */
final class GradualRefresh {
    private boolean on;
    private boolean blind;
    private boolean keyShown;

    /** A key frame is sent for its picture alone. */
    void keySent() {
        keyShown = false;
    }

    /**
     * A picture came.
     *
     * @param key as the decoder says
     * @param silent whether it is a decoder of which it is not known that it says so
     */
    void came(boolean key, boolean silent) {
        blind = false;
        keyShown |= key || silent;
        on &= !key;
    }

    /** All is out that the key frame gives; true when it was no picture to begin with. */
    boolean drained() {
        on = !keyShown;
        blind = on;
        return on;
    }

    boolean on() {
        return on;
    }

    /** Whether the decoder has given no picture since it began. */
    boolean blind() {
        return blind;
    }

    /** Another decoder. */
    void reset() {
        on = false;
        blind = false;
    }
}
