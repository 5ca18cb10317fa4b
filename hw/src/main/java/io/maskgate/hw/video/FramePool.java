package io.maskgate.hw.video;

import java.util.ArrayDeque;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * The frames of one source, allocated once. Thread-safe. Frames that are out when the pool closes are freed when they
 * come back.
 */
final class FramePool implements AutoCloseable {
    private final ArrayDeque<DecodedFrame> free = new ArrayDeque<>();
    private final int size;
    private boolean closed;

    FramePool(int size) {
        this.size = size;
        for (int i = 0; i < size; i++) {
            free.add(new DecodedFrame(this, allocate()));
        }
    }

    private static AVFrame allocate() {
        AVFrame frame = avutil.av_frame_alloc();
        if (frame == null) {
            throw new OutOfMemoryError("no native memory for a frame");
        }
        Natives.born(Natives.Kind.FRAME);
        return frame;
    }

    synchronized DecodedFrame take() {
        DecodedFrame frame = free.pollFirst();
        if (frame == null) {
            throw new IllegalStateException(
                    "all " + size + " frames of this source are in use: close pictures before reading more");
        }
        return frame;
    }

    synchronized void release(DecodedFrame frame) {
        if (free.contains(frame) || frame.av().isNull()) {
            return;
        }
        frame.clear();
        if (closed) {
            destroy(frame);
        } else {
            free.addFirst(frame);
        }
    }

    private static void destroy(DecodedFrame frame) {
        avutil.av_frame_free(frame.av());
        Natives.freed(Natives.Kind.FRAME);
    }

    @Override
    public synchronized void close() {
        closed = true;
        free.forEach(FramePool::destroy);
        free.clear();
    }
}
