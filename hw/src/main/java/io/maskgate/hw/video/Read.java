package io.maskgate.hw.video;

import java.util.Optional;

/** What one {@link VideoSource#read()} brought. */
public sealed interface Read {
    /** A decoded picture. The receiver owns it and closes it; closing it unconverted costs nothing beyond decoding. */
    record Picture(DecodedFrame frame) implements Read {}

    /**
     * A packet was read whose picture is not decoded, or not now: {@link VideoSource#attend} decides.
     *
     * @param nanos when its picture is due, as {@link FrameTime#monotonicNanos()}
     */
    record Passed(long nanos) implements Read {}

    /** Something was lost; the stream goes on. */
    record Skipped(Loss loss, int count) implements Read {}

    /**
     * Nothing more will come.
     *
     * @param fault why; empty at the regular end of a file
     */
    record Ended(Optional<VideoException> fault) implements Read {}

    /** Kinds of loss. */
    enum Loss {
        /** The transport or the container said the packet is damaged. */
        CORRUPT_PACKET,
        /** The decoder refused the packet. */
        DECODE_ERROR,
        /** The decoder delivered a picture and said that it is damaged. */
        CORRUPT_FRAME,
        /** This machine decodes more slowly than the camera sends; left out to get back to what comes now. */
        BEHIND
    }
}
