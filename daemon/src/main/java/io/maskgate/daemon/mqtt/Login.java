package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.mqtt.WireException.Kind;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** What a connection needs to begin. */
record Login(
        Addresses addresses,
        String clientId,
        BrokerKeys.Mqtt config,
        Optional<Will> will,
        CertificateRequest certificateRequest) {
    Login(Addresses addresses, String clientId, BrokerKeys.Mqtt config, Optional<Will> will) {
        this(addresses, clientId, config, will, new CertificateRequest());
    }

    BrokerAddress broker() {
        return addresses.broker();
    }

    /** How to say what goes wrong with it. */
    Words words() {
        return new Words(broker(), TlsFiles.trust(config.tls()), certificateRequest, will);
    }

    /** Not open yet. */
    BrokerSocket socket(Duration deadline) throws WireException {
        return new BrokerSocket(addresses, sockets(), deadline);
    }

    /** Sockets with TLS when the address asks for it; plain ones need no factory. */
    private Optional<SSLSocketFactory> sockets() throws WireException {
        if (!broker().tls()) {
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
