package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.mqtt.WireException.Kind;
import java.util.Optional;
import javax.net.SocketFactory;

/** What a connection needs to begin. */
record Login(
        BrokerAddress broker,
        String clientId,
        BrokerKeys.Mqtt config,
        Optional<Will> will,
        CertificateRequest certificateRequest) {
    Login(BrokerAddress broker, String clientId, BrokerKeys.Mqtt config, Optional<Will> will) {
        this(broker, clientId, config, will, new CertificateRequest());
    }

    /** How to say what goes wrong with it. */
    Words words() {
        return new Words(broker, TlsFiles.trust(config.tls()), certificateRequest);
    }

    /** Sockets with TLS when the address asks for it; plain ones need no factory. */
    Optional<SocketFactory> sockets() throws WireException {
        if (!broker.tls()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    TlsFiles.context(config.tls(), certificateRequest).getSocketFactory());
        } catch (IllegalArgumentException e) {
            throw new WireException(Kind.TLS, e.getMessage(), e);
        }
    }
}
