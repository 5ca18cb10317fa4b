package io.maskgate.hw.video;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Counts the live native objects of this package. A mutable static as FFmpeg's log callback and {@link MemoryBound}:
 * native memory belongs to the process, and so does its census. Thread-safe.
 */
public final class Natives {
    /** What is counted. */
    public enum Kind {
        FORMAT,
        CODEC,
        FRAME,
        PACKET,
        SCALER,
        SCRATCH
    }

    private static final AtomicIntegerArray LIVE = new AtomicIntegerArray(Kind.values().length);

    private Natives() {}

    static void born(Kind kind) {
        LIVE.incrementAndGet(kind.ordinal());
    }

    static void freed(Kind kind) {
        LIVE.decrementAndGet(kind.ordinal());
    }

    /** An empty frame, counted; given back by {@link #free}. */
    static AVFrame frame() {
        AVFrame frame = avutil.av_frame_alloc();
        if (frame == null) {
            throw new OutOfMemoryError("no native memory for a frame");
        }
        born(Kind.FRAME);
        return frame;
    }

    static void free(AVFrame frame) {
        avutil.av_frame_free(frame);
        freed(Kind.FRAME);
    }

    /** Live objects by kind, zeros included. */
    public static Map<Kind, Integer> live() {
        var counts = new EnumMap<Kind, Integer>(Kind.class);
        for (Kind kind : Kind.values()) {
            counts.put(kind, LIVE.get(kind.ordinal()));
        }
        return counts;
    }
}
