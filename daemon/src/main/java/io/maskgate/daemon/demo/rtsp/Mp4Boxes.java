package io.maskgate.daemon.demo.rtsp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Boxes of an ISO base media file (ISO/IEC 14496-12): views on their content, big-endian. */
final class Mp4Boxes {
    private Mp4Boxes() {}

    /** The content of the first box at a path below {@code parent}. */
    static ByteBuffer require(ByteBuffer parent, String... path) throws IOException {
        var inside = find(parent, path);
        if (inside.isEmpty()) {
            throw new IOException("MP4: expected a box " + String.join("/", path) + ", found none");
        }
        return inside.get();
    }

    static Optional<ByteBuffer> find(ByteBuffer parent, String... path) throws IOException {
        var inside = parent;
        for (String type : path) {
            var next = child(inside, type, 0);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            inside = next.get();
        }
        return Optional.of(inside);
    }

    /** The content of the child number {@code index} of that type. */
    static Optional<ByteBuffer> child(ByteBuffer parent, String type, int index) throws IOException {
        int left = index;
        int at = 0;
        while (at + 8 <= parent.limit()) {
            long size = parent.getInt(at) & 0xffffffffL;
            int header = 8;
            if (size == 1 && at + 16 <= parent.limit()) {
                size = parent.getLong(at + 8);
                header = 16;
            } else if (size == 0) {
                size = parent.limit() - at;
            }
            if (size < header || at + size > parent.limit()) {
                throw new IOException("MP4: box at byte " + at + ": expected a size from " + header + " to "
                        + (parent.limit() - at) + ", found " + size);
            }
            if (type(parent, at + 4).equals(type) && left-- == 0) {
                return Optional.of(parent.slice(at + header, (int) size - header));
            }
            at += (int) size;
        }
        return Optional.empty();
    }

    static String type(ByteBuffer box, int at) {
        var four = new byte[4];
        box.get(at, four);
        return new String(four, StandardCharsets.ISO_8859_1);
    }
}
