package io.maskgate.daemon.mqtt;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whether the broker asked for this gateway's certificate. With TLS 1.3 a client may talk before its
 * certificate is judged (RFC 8446, section 4.4.2.4 and appendix E.1.2); what it has sent by then makes a broker that
 * refuses it reset the connection, and the alert with the reason is lost. Then this is what is known.
 */
final class CertificateRequest {
    private volatile boolean made;

    boolean made() {
        return made;
    }

    /** Keys that answer as {@code keys} do, and with none where there are none. */
    X509ExtendedKeyManager noticing(Optional<X509ExtendedKeyManager> keys) {
        return new Noticing(keys.orElse(null));
    }

    private final class Noticing extends X509ExtendedKeyManager {
        private final @Nullable X509ExtendedKeyManager keys;

        Noticing(@Nullable X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            made = true;
            return keys == null ? null : keys.chooseClientAlias(types, issuers, socket);
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return keys == null ? null : keys.getClientAliases(type, issuers);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return keys == null ? null : keys.getCertificateChain(alias);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return keys == null ? null : keys.getPrivateKey(alias);
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return keys == null ? null : keys.getServerAliases(type, issuers);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return keys == null ? null : keys.chooseServerAlias(type, issuers, socket);
        }
    }
}
