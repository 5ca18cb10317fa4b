package io.maskgate.hw.inference.tensorrt;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Sums of bytes in memory. */
final class Digests {
    private Digests() {}

    static byte[] sha256(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
