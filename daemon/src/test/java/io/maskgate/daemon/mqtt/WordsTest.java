package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.mqtt.WireException.Kind;
import java.io.EOFException;
import java.security.Principal;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A broker that asks for a certificate and closes the connection without a word. */
class WordsTest {
    private final CertificateRequest request = new CertificateRequest();
    private final Words words = new Words(new BrokerAddress("broker", 8883, true), "ca.pem", request);

    @BeforeEach
    void theBrokerAsksForACertificate() {
        request.noticing(Optional.empty()).chooseClientAlias(new String[] {"RSA"}, new Principal[0], null);
    }

    @Test
    void inTheHandshakeItIsTheCertificateThatItRefuses() {
        var handshake = new SSLHandshakeException("Remote host terminated the handshake");
        handshake.initCause(new EOFException("SSL peer shut down incorrectly"));
        var said = words.whileConnecting(words.of(handshake));
        assertThat(said.kind()).isEqualTo(Kind.TLS);
        assertThat(said)
                .hasMessage(
                        "the broker at broker:8883 does not accept this gateway's certificate: it asked for one; then"
                                + " the broker at broker:8883 closed the connection");
    }

    @Test
    void afterTheHandshakeItMayBeTheClientIdOrTheUserAsWell() {
        var said = words.whileConnecting(words.of(new EOFException()));
        assertThat(said.kind()).isEqualTo(Kind.LOST);
        assertThat(said)
                .hasMessage(
                        "the broker at broker:8883 does not accept this gateway's certificate, client id or user: it"
                                + " asked for a certificate; then the broker at broker:8883 closed the connection");
    }
}
