package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.tls.Validity;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
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
    private volatile Optional<Answer> answer = Optional.empty();

    private record Answer(Validity validity, Path file) {}

    boolean made() {
        return made;
    }

    /** What the broker is shown when it asks. */
    void answeredBy(Validity validity, Path file) {
        answer = Optional.of(new Answer(validity, file));
    }

    /** What is wrong with the dates of the certificate, which may be why the broker does not accept it. */
    Optional<String> trouble() {
        var now = Instant.now();
        return answer.flatMap(it -> it.validity
                .trouble(now)
                .map(trouble -> "this gateway's certificate " + it.validity.subject() + " " + trouble + "; renew "
                        + it.file + ", unless the clock of this box is wrong"));
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
