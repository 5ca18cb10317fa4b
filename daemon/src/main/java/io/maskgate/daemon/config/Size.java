package io.maskgate.daemon.config;

/** A number of bytes. */
public record Size(long bytes) implements Comparable<Size> {
    public Size {
        if (bytes < 0) {
            throw new IllegalArgumentException("expected a size of 0 or more bytes, found " + bytes);
        }
    }

    @Override
    public int compareTo(Size other) {
        return Long.compare(bytes, other.bytes);
    }
}
