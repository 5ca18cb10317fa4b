package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.tls.PemFiles;
import io.maskgate.daemon.tls.Validity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** PEM files to a TLS context. Read anew for every connection, so that renewed certificates need no restart. */
final class TlsFiles {
    private TlsFiles() {}

    /** Whose signature on the broker's certificate is asked for, in words. */
    static String trust(BrokerKeys.Tls tls) {
        return tls.ca().map(Path::toString).orElse("any of the system's CAs");
    }

    /**
     * What can be told without reading them: they are renewed by others, and what they hold may be another thing at the
     * next connection.
     *
     * @throws IllegalArgumentException naming the key, what was expected and what was found
     */
    static void check(BrokerKeys.Tls tls) {
        if (tls.certificate().isPresent() != tls.key().isPresent()) {
            throw new IllegalArgumentException(
                    "mqtt.tls: expected certificate and key together, found one of them; add the other");
        }
    }

    /**
     * @param request learns whether the broker asks for the certificate, and of which
     * @throws IllegalArgumentException naming the key, the file, what was expected and what was found
     */
    static SSLContext context(BrokerKeys.Tls tls, CertificateRequest request) {
        check(tls);
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {request.noticing(keys(tls, request))},
                    trusted(tls).orElse(null),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("mqtt.tls: expected usable certificates, found: " + e.getMessage(), e);
        }
    }

    private static Optional<TrustManager[]> trusted(BrokerKeys.Tls tls) throws GeneralSecurityException, IOException {
        if (tls.ca().isEmpty()) {
            return Optional.empty();
        }
        var store = emptyStore();
        int n = 0;
        for (var certificate : PemFiles.certificates("mqtt.tls.ca", tls.ca().get())) {
            store.setCertificateEntry("ca-" + n++, certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Optional.of(factory.getTrustManagers());
    }

    private static Optional<X509ExtendedKeyManager> keys(BrokerKeys.Tls tls, CertificateRequest request)
            throws GeneralSecurityException, IOException {
        if (tls.certificate().isEmpty() || tls.key().isEmpty()) {
            return Optional.empty();
        }
        var chain =
                PemFiles.certificates("mqtt.tls.certificate", tls.certificate().get());
        PemFiles.inOrder("mqtt.tls.certificate", tls.certificate().get(), chain);
        request.answeredBy(Validity.of(chain.getFirst()), tls.certificate().get());
        var store = emptyStore();
        var password = new char[0];
        store.setKeyEntry(
                "gateway",
                PemFiles.privateKey("mqtt.tls.key", tls.key().get()),
                password,
                chain.toArray(Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        for (var manager : factory.getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager keys) {
                return Optional.of(keys);
            }
        }
        throw new GeneralSecurityException("this Java has no keys for TLS sockets by " + factory.getAlgorithm());
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
