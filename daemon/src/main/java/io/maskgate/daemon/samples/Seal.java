package io.maskgate.daemon.samples;

import io.maskgate.hw.inference.Sha256;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits for each picture, which is safe for 2^32 of them. What is
 * sealed is bound to its file's name. Thread-safe.
 */
final class Seal {
    static final int KEY_BYTES = 32;
    /** The first bytes of the key's hash tell which key it was, and nothing else of it. */
    static final int ID_BYTES = 4;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final byte[] id;
    private final SecureRandom random;

    private Seal(byte[] key, SecureRandom random) {
        this.key = new SecretKeySpec(key, "AES");
        this.id = Arrays.copyOf(Sha256.of(key), ID_BYTES);
        this.random = random;
    }

    /**
     * @param text 32 bytes as 64 hex digits or in base64
     * @throws IllegalArgumentException when it is something else; the text is not in the message
     */
    static Seal of(String text, SecureRandom random) {
        byte[] key;
        try {
            key = text.matches("[0-9A-Fa-f]{64}")
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            key = new byte[0];
        }
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("pictures.key: expected 32 bytes as 64 hex digits or in base64, found"
                    + " something else; openssl rand -hex 32 makes one");
        }
        return new Seal(key, random);
    }

    byte[] id() {
        return id.clone();
    }

    /** Nonce, then what only the key opens. */
    byte[] seal(byte[] content, byte[] name) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, name).doFinal(content);
            byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
            return all;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** @throws DamagedException when it was changed, or sealed under another name or key */
    byte[] open(byte[] sealed, byte[] name) throws DamagedException {
        if (sealed.length < NONCE_BYTES) {
            throw new DamagedException("it is cut short");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), name)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw new DamagedException("it was changed or renamed since it was sealed");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] name) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name);
        return cipher;
    }
}
