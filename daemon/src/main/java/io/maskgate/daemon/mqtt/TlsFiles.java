package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.config.GatewayConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** PEM files to a TLS context. Read anew for every connection, so that renewed certificates need no restart. */
final class TlsFiles {
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END");

    private TlsFiles() {}

    /** Whose signature on the broker's certificate is asked for, in words. */
    static String trust(GatewayConfig.Tls tls) {
        return tls.ca().map(Path::toString).orElse("any of the system's CAs");
    }

    /** @throws IllegalArgumentException naming the key, the file, what was expected and what was found */
    static SSLContext context(GatewayConfig.Tls tls) {
        if (tls.certificate().isPresent() != tls.key().isPresent()) {
            throw new IllegalArgumentException(
                    "mqtt.tls: expected certificate and key together, found one of them; add the other");
        }
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys(tls).orElse(null), trusted(tls).orElse(null), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("mqtt.tls: expected usable certificates, found: " + e.getMessage(), e);
        }
    }

    private static Optional<TrustManager[]> trusted(GatewayConfig.Tls tls)
            throws GeneralSecurityException, IOException {
        if (tls.ca().isEmpty()) {
            return Optional.empty();
        }
        var store = emptyStore();
        int n = 0;
        for (var certificate : certificates("mqtt.tls.ca", tls.ca().get())) {
            store.setCertificateEntry("ca-" + n++, certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Optional.of(factory.getTrustManagers());
    }

    private static Optional<KeyManager[]> keys(GatewayConfig.Tls tls) throws GeneralSecurityException, IOException {
        if (tls.certificate().isEmpty() || tls.key().isEmpty()) {
            return Optional.empty();
        }
        var chain = certificates("mqtt.tls.certificate", tls.certificate().get());
        var store = emptyStore();
        var password = new char[0];
        store.setKeyEntry("gateway", key("mqtt.tls.key", tls.key().get()), password, chain.toArray(Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return Optional.of(factory.getKeyManagers());
    }

    private static Collection<? extends Certificate> certificates(String name, Path file)
            throws GeneralSecurityException {
        read(name, file);
        try (var in = Files.newInputStream(file)) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw wrong(name, file, "PEM certificates", "none", "check the file", null);
            }
            return found;
        } catch (GeneralSecurityException | IOException e) {
            throw wrong(name, file, "PEM certificates", "something else", "check the file", e);
        }
    }

    private static PrivateKey key(String name, Path file) throws GeneralSecurityException {
        var pem = PEM.matcher(read(name, file));
        var expected = "a PKCS#8 private key in PEM (BEGIN PRIVATE KEY)";
        var remedy = "convert it: openssl pkcs8 -topk8 -nocrypt -in " + file.getFileName();
        while (pem.find()) {
            var what = pem.group(1);
            if (what.equals("PRIVATE KEY")) {
                var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(2)));
                for (var algorithm : List.of("RSA", "EC", "Ed25519")) {
                    try {
                        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
                    } catch (InvalidKeySpecException _) {
                        // The header does not name the algorithm: the next one is tried.
                    }
                }
                throw wrong(name, file, expected + " for RSA, EC or Ed25519", "another algorithm", remedy, null);
            }
            if (what.endsWith("PRIVATE KEY")) {
                throw wrong(name, file, expected, "BEGIN " + what, remedy, null);
            }
        }
        throw wrong(name, file, expected, "none", "check the file", null);
    }

    private static String read(String name, Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw wrong(name, file, "a readable file", e.getClass().getSimpleName(), "check path and permissions", e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static IllegalArgumentException wrong(
            String name, Path file, String expected, String found, String remedy, @Nullable Exception cause) {
        return new IllegalArgumentException(
                name + ": " + file + ": expected " + expected + ", found " + found + "; " + remedy, cause);
    }
}
