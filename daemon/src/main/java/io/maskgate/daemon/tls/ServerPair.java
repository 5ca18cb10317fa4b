package io.maskgate.daemon.tls;

import io.maskgate.daemon.config.WebKeys;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A certificate with its key.
 *
 * @param chain the certificate itself first, then those between it and its CA
 */
public record ServerPair(List<X509Certificate> chain, PrivateKey key) {
    private static final byte[] PROBE = {'p', 'r', 'o', 'b', 'e'};

    public ServerPair {
        chain = List.copyOf(chain);
    }

    /**
     * Both files, checked to belong together.
     *
     * @throws IllegalArgumentException naming the key, the file, what was expected and what was found
     */
    public static ServerPair read(WebKeys.Tls files) {
        try {
            var chain = PemFiles.certificates("web.tls.certificate", files.certificate());
            var key = PemFiles.privateKey("web.tls.key", files.key());
            if (!belong(chain.getFirst().getPublicKey(), key)) {
                throw PemFiles.wrong(
                        "web.tls.key",
                        files.key(),
                        "the key of the first certificate in " + files.certificate(),
                        "another certificate's",
                        "put the certificate itself before those of its CA",
                        null);
            }
            PemFiles.inOrder("web.tls.certificate", files.certificate(), chain);
            return new ServerPair(chain, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "web.tls: expected a usable certificate with its key, found: " + e.getMessage(), e);
        }
    }

    private static boolean belong(PublicKey certified, PrivateKey key) throws GeneralSecurityException {
        if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        var signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                });
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    /** From when until when it may be used. */
    public Validity validity() {
        return Validity.of(chain.getFirst());
    }

    public String subject() {
        return validity().subject();
    }

    public Instant expires() {
        return validity().expires();
    }

    /** What is wrong with its dates. */
    public Optional<String> trouble(Instant now) {
        return validity().trouble(now);
    }

    /** Whether it is to be renewed. */
    public boolean isNearItsEnd(Instant now) {
        return validity().isNearItsEnd(now);
    }

    @Override
    public String toString() {
        return subject();
    }
}
