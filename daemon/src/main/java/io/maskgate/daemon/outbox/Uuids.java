package io.maskgate.daemon.outbox;

import java.nio.ByteBuffer;
import java.util.UUID;

/** A UUID as its 16 bytes, less than half of what it takes as text. */
final class Uuids {
    private Uuids() {}

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static UUID of(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
