package io.maskgate.daemon.access;

import io.maskgate.hw.inference.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** Random secrets, and what is kept of them. */
final class Digests {
    /** 256 bits: nobody guesses one, however fast he may ask. */
    private static final int SECRET_BYTES = 32;

    private Digests() {}

    /** 43 letters, digits, '-' and '_'. */
    static String secret(SecureRandom random) {
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] sha256(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
