package io.maskgate.hw.inference;

import java.nio.ByteBuffer;

/**
 * One model input: uint8 RGB, row-major {@code [height, width, 3]}, in direct memory that lives as long as its pool.
 * Closing hands it back. Not thread-safe; it moves from the camera's thread to the inference thread with its content.
 */
public final class InputImage implements AutoCloseable {
    private final InputPool pool;
    private final int width;
    private final int height;
    private final ByteBuffer pixels;
    private Letterbox letterbox;

    InputImage(InputPool pool, int width, int height) {
        this.pool = pool;
        this.width = width;
        this.height = height;
        this.pixels = ByteBuffer.allocateDirect(width * height * 3);
        this.letterbox = Letterbox.fit(width, height, width, height);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The pixels; position 0, limit at the end. Callers use absolute access or a duplicate. */
    public ByteBuffer pixels() {
        return pixels;
    }

    /** Where the source picture lies in this input. */
    public Letterbox letterbox() {
        return letterbox;
    }

    /** Says where the source picture was placed; whoever writes the pixels calls this. */
    public void letterbox(Letterbox placed) {
        letterbox = placed;
    }

    @Override
    public void close() {
        pool.release(this);
    }
}
