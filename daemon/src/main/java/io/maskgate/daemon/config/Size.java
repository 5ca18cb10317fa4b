package io.maskgate.daemon.config;

/** A number of bytes. */
public record Size(long bytes) {
    public Size {
        if (bytes < 0) {
            throw new IllegalArgumentException("expected a size of 0 or more bytes, found " + bytes);
        }
    }
}
