package io.maskgate.daemon.outbox;

import java.time.Instant;

/**
 * Whether a time can be true. A box without a battery for its clock wakes up in the past and jumps when it hears from a
 * time server: events stamped before that must not look years old and be given up.
 */
final class Era {
    private static final Instant BEGIN = Instant.parse("2025-01-01T00:00:00Z");

    private Era() {}

    static boolean knows(Instant time) {
        return time.isAfter(BEGIN) && !time.equals(Instant.MAX);
    }
}
