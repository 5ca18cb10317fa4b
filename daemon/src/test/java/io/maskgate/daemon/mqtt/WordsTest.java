package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.mqtt.WireException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.Principal;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that asks for a certificate and closes the connection without a word. */
class WordsTest {
    private final CertificateRequest request = new CertificateRequest();
    private final Words words = new Words(new BrokerAddress("broker", 8883, true), "ca.pem", request, Optional.empty());

    @BeforeEach
    void theBrokerAsksForACertificate() {
        request.noticing(Optional.empty()).chooseClientAlias(new String[] {"RSA"}, new Principal[0], null);
    }

    @ParameterizedTest
    @CsvSource({
        "0x87, 'not authorised; where user, password and client id are right, it may be the retained will at lobby/availability that it does not allow'",
        "0x9A, 'the broker keeps no retained messages; where user, password and client id are right, it may be the retained will at lobby/availability that it does"
                + " not allow'",
        "0x86, user name or password wrong"
    })
    void aBrokerThatRefusesTheConnectionMayRefuseTheWill(String code, String why) {
        var withWill = new Words(words.broker(), "ca.pem", request, Optional.of(Will.offline("lobby/availability")));
        assertThat(withWill.refused(Integer.decode(code)))
                .hasMessage("the broker at broker:8883 refuses the connection: " + why);
        assertThat(words.refused(Reasons.NOT_AUTHORIZED))
                .hasMessage("the broker at broker:8883 refuses the connection: not authorised");
    }

    /** It says "Untranslated MqttException - RC: 0". */
    @Test
    void whatPahoWrapsIsSaidAndNotPaho() {
        assertThat(words.of(new MqttException(new SocketException("Network is down"))))
                .hasMessage("the connection to the broker at broker:8883 broke: Network is down");
        assertThat(words.of(new IOException("Nothing wrapped")))
                .hasMessage("the connection to the broker at broker:8883 broke: Nothing wrapped");
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

    /** Such words alone, of a certificate that this side does not accept, have another meaning. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "certificate_required",
                "certificate_expired",
                "certificate_revoked",
                "certificate_unknown",
                "bad_certificate",
                "unsupported_certificate",
                "unknown_ca",
                "access_denied"
            })
    void whatTheBrokerSaysOfACertificateIsOfThisGateways(String alert) {
        var heard = "(" + alert + ") Received fatal alert: " + alert;
        assertThat(words.of(new SSLHandshakeException(heard)))
                .hasMessage("the broker at broker:8883 does not accept this gateway's certificate: " + heard);
        assertThat(words.of(new SSLHandshakeException("(" + alert + ") no issuer")))
                .hasMessage("TLS with the broker at broker:8883 failed: (" + alert + ") no issuer");
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
