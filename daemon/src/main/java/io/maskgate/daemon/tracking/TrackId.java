package io.maskgate.daemon.tracking;

import java.util.UUID;

/**
 * A track's name: the milliseconds (48 bits), the counter (12 bits) and the first 20 random bits of a UUID version 7, as
 * 16 characters of Crockford's base 32 in lower case. Names sort by birth, and two runs do not share one: even with a
 * clock that starts at the same time after each power cut, 31 random bits stand between them.
 */
final class TrackId {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private TrackId() {}

    static String of(UUID uuid) {
        long time = uuid.getMostSignificantBits() >>> 16;
        long counter = uuid.getMostSignificantBits() & 0xFFF;
        long random = uuid.getLeastSignificantBits() >>> 42 & 0xF_FFFF;
        var text = new StringBuilder(16);
        append(text, time << 12 | counter, 60);
        append(text, random, 20);
        return text.toString();
    }

    private static void append(StringBuilder text, long value, int bits) {
        for (int shift = bits - 5; shift >= 0; shift -= 5) {
            text.append(ALPHABET.charAt((int) (value >>> shift & 31)));
        }
    }
}
