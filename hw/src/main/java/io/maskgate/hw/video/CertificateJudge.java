package io.maskgate.hw.video;

import io.maskgate.hw.inference.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Judges the certificate a camera shows; what it says of one it refuses tells which was found and what to do. */
final class CertificateJudge extends X509ExtendedTrustManager {
    /** No file of CAs is longer. */
    private static final int MOST_BYTES = 1 << 20;
    /** Names of Java's exceptions within what others say. */
    private static final Pattern CLASSES = Pattern.compile("[\\w.]+Exception: ");

    /** A judge of chains, first the camera's own certificate. */
    private interface Rule {
        void check(X509Certificate[] chain, String authType, Socket socket) throws CertificateException;
    }

    private final Rule rule;

    private CertificateJudge(Rule rule) {
        this.rule = rule;
    }

    static CertificateJudge of(Trust trust) throws CertificateException {
        return switch (trust) {
            case Trust.Anyone _ -> new CertificateJudge((_, _, _) -> {});
            case Trust.Authority(Path file) -> new CertificateJudge(authority(file));
            case Trust.Pinned(String sha256) -> new CertificateJudge(pinned(sha256));
        };
    }

    private static Rule pinned(String sha256) {
        return (chain, _, _) -> {
            String found = sha256(chain[0]);
            if (!found.equals(sha256)) {
                throw new CertificateException("expected the certificate with SHA-256 " + sha256 + ", found " + found
                        + " of " + described(chain[0])
                        + "; if the camera itself shows that one as its own, set tls.fingerprint to it");
            }
        };
    }

    private static Rule authority(Path file) throws CertificateException {
        var authorities = authorities(file);
        return (chain, authType, socket) -> {
            try {
                authorities.checkServerTrusted(chain, authType, socket);
            } catch (CertificateException e) {
                throw new CertificateException(
                        "expected a certificate for this host by a CA in " + file + ", found " + described(chain[0])
                                + " by "
                                + chain[0].getIssuerX500Principal().getName() + ": "
                                + CLASSES.matcher(String.valueOf(e.getMessage()))
                                        .replaceAll("")
                                + "; give the camera one, or trust this one alone by tls.fingerprint "
                                + sha256(chain[0]),
                        e);
            }
        };
    }

    private static X509ExtendedTrustManager authorities(Path file) throws CertificateException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate certificate : read(file)) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (var manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return found;
                }
            }
            throw new CertificateException("this Java verifies no TLS sockets by " + factory.getAlgorithm());
        } catch (CertificateException e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(file, e.getClass().getSimpleName(), e);
        }
    }

    private static Collection<? extends Certificate> read(Path file) throws CertificateException, IOException {
        try (var in = Files.newInputStream(file)) {
            var bytes = new ByteArrayInputStream(in.readNBytes(MOST_BYTES));
            Collection<? extends Certificate> found;
            try {
                found = CertificateFactory.getInstance("X.509").generateCertificates(bytes);
            } catch (CertificateException e) {
                throw unusable(file, "something else", e);
            }
            if (found.isEmpty()) {
                throw unusable(file, "none", null);
            }
            return found;
        }
    }

    private static CertificateException unusable(Path file, String found, @Nullable Exception cause) {
        return new CertificateException(
                "tls.ca: " + file + ": expected certificates in PEM, found " + found + "; check file and permissions",
                cause);
    }

    private static String described(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName() + ", valid until "
                + certificate.getNotAfter().toInstant();
    }

    private static String sha256(X509Certificate certificate) throws CertificateException {
        return Sha256.hex(certificate.getEncoded());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        rule.check(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        throw sockets();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw sockets();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw sockets();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        throw sockets();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        throw sockets();
    }

    private static UnsupportedOperationException sockets() {
        return new UnsupportedOperationException("cameras are asked through sockets");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
