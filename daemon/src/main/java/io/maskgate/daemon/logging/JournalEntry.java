package io.maskgate.daemon.logging;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One entry in the journal's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): {@code NAME=value} and a line feed, or,
 * where the value holds line feeds itself, the name, a line feed, the value's length as 64 bits little-endian, the value and
 * a line feed.
 */
final class JournalEntry {
    private JournalEntry() {}

    /** @param fields names of capital letters and underscores, with their values */
    static byte[] encode(Map<String, String> fields) {
        var entry = new ByteArrayOutputStream(512);
        fields.forEach((name, value) -> {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            entry.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
            if (value.indexOf('\n') < 0) {
                entry.write('=');
            } else {
                entry.write('\n');
                entry.writeBytes(ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(bytes.length)
                        .array());
            }
            entry.writeBytes(bytes);
            entry.write('\n');
        });
        return entry.toByteArray();
    }
}
