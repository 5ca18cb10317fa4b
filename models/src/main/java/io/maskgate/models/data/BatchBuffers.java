package io.maskgate.models.data;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/** A fixed number of direct buffers of one size. Not thread-safe; owns their memory. */
final class BatchBuffers implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

    BatchBuffers(int count, long bytes) {
        for (int i = 0; i < count; i++) {
            free.add(arena.allocate(bytes, 64).asByteBuffer().order(ByteOrder.nativeOrder()));
        }
    }

    boolean isEmpty() {
        return free.isEmpty();
    }

    ByteBuffer take() {
        return free.remove();
    }

    void giveBack(ByteBuffer buffer) {
        free.add(buffer);
    }

    @Override
    public void close() {
        arena.close();
    }
}
