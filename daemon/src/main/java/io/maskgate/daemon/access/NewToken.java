package io.maskgate.daemon.access;

import io.maskgate.hw.inference.Sha256;
import java.security.SecureRandom;

/**
 * A token just made: shown once to whom it is for, and kept as its hash.
 *
 * <p>The hash is plain SHA-256 without salt. Slow, salted hashes protect what people choose, by making a guess dear; of 256
 * random bits no guess is worth its while, and a fast hash lets the gateway check a token with every request.
 */
public record NewToken(String value) {
    /** So that scanners for leaked secrets know one when they see it. */
    private static final String PREFIX = "maskgate_";

    public static NewToken make(SecureRandom random) {
        return new NewToken(PREFIX + Digests.secret(random));
    }

    /** As it stands in the configuration. */
    public String hash() {
        return "sha256:" + Sha256.hex(value);
    }

    @Override
    public String toString() {
        return "a token";
    }
}
