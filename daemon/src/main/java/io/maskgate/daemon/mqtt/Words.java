package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.mqtt.WireException.Kind;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Turns what the network, TLS and Paho throw into sentences. */
record Words(BrokerAddress broker, String trust, CertificateRequest certificateRequest, Optional<Will> will) {
    /**
     * @param trust whose signature is asked for: the CA file, or the system's CAs
     * @param certificateRequest whether the broker asked for the gateway's certificate
     * @param will with which it was asked to let us in
     */
    Words {}

    /** The connect was answered with a reason code. */
    WireException refused(int code) {
        boolean mayBeWill = code == Reasons.NOT_AUTHORIZED || code == Reasons.NO_RETAINED;
        return new WireException(
                Kind.REFUSED,
                "the broker at " + broker + " refuses the connection: " + Reasons.words(code)
                        + will.filter(_ -> mayBeWill)
                                .map(it -> "; where user, password and client id are right, it may be the "
                                        + (it.retained() ? "retained will" : "will") + " at " + it.topic()
                                        + " that it does not allow")
                                .orElse(""));
    }

    /** The broker ended the connection with a reason code. */
    WireException ended(int code) {
        return code == Reasons.TAKEN_OVER
                ? new WireException(
                        Kind.TAKEN_OVER,
                        "another client with the same id has connected to the broker at " + broker
                                + "; give each gateway a name or a client-id of its own")
                : new WireException(
                        Kind.LOST, "the broker at " + broker + " ended the connection: " + Reasons.words(code));
    }

    /** The connect was answered by something MQTT 5 does not know. */
    WireException older() {
        return new WireException(
                Kind.PROTOCOL,
                "the broker at " + broker
                        + " does not answer as a broker of MQTT 5; if it is an older one, set mqtt.version to 3.1.1");
    }

    /** What a closed connection most likely means when there never was one. */
    WireException whileConnecting(WireException e) {
        if (!broker.tls() || e.kind() != Kind.LOST) {
            return e;
        }
        return certificateRequest.made()
                ? new WireException(
                        e.kind(),
                        "the broker at " + broker
                                + " does not accept this gateway's certificate, client id or user: it asked for a"
                                + " certificate; then "
                                + e.getMessage() + ownTrouble(),
                        e)
                : new WireException(e.kind(), e.getMessage() + "; if it does not speak TLS there, use mqtt://", e);
    }

    /** Nobody got so far as to ask the broker. */
    WireException nameless() {
        return new WireException(
                Kind.UNREACHABLE,
                "the name server does not answer for the broker's host name " + broker.host()
                        + "; check DNS on this box, or write an address into mqtt.url");
    }

    WireException late(String what) {
        return new WireException(Kind.TIMEOUT, "the broker at " + broker + " did not answer in time: " + what);
    }

    /** Anything else, by its causes. */
    WireException of(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            var found = one(cause);
            if (found.isPresent()) {
                return inHandshake(thrown, found.get());
            }
        }
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return new WireException(
                        Kind.TLS, "TLS with the broker at " + broker + " failed: " + plain(cause), thrown);
            }
        }
        return new WireException(
                Kind.LOST, "the connection to the broker at " + broker + " broke: " + plain(first(thrown)), thrown);
    }

    /** Paho's own words tell nothing of what it wraps. */
    private static Throwable first(Throwable thrown) {
        var first = thrown;
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            first = cause;
        }
        return first;
    }

    /** Before its end nothing but the certificate can have been refused. */
    private WireException inHandshake(Throwable thrown, WireException found) {
        boolean handshake = false;
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            handshake |= cause instanceof SSLHandshakeException;
        }
        return handshake && found.kind() == Kind.LOST && certificateRequest.made()
                ? new WireException(
                        Kind.TLS,
                        "the broker at " + broker
                                + " does not accept this gateway's certificate: it asked for one; then "
                                + found.getMessage() + ownTrouble(),
                        thrown)
                : found;
    }

    private Optional<WireException> one(Throwable cause) {
        return Optional.ofNullable(
                switch (cause) {
                    case UnknownHostException _ ->
                        new WireException(
                                Kind.UNREACHABLE, "the broker's host name is not known: " + broker.host(), cause);
                    case UnreachedException _ ->
                        new WireException(
                                Kind.UNREACHABLE,
                                "none of the addresses of the broker at " + broker + " can be connected to: "
                                        + plain(cause),
                                cause);
                    case ConnectException _ ->
                        new WireException(
                                Kind.UNREACHABLE, "nothing listens at " + broker + ": " + plain(cause), cause);
                    case NoRouteToHostException _ ->
                        new WireException(Kind.UNREACHABLE, "no route to the broker at " + broker, cause);
                    case SocketTimeoutException _ ->
                        new WireException(Kind.TIMEOUT, "the broker at " + broker + " did not answer in time", cause);
                    case EOFException _ ->
                        new WireException(Kind.LOST, "the broker at " + broker + " closed the connection", cause);
                    case SocketException e
                    when plain(e).contains("reset") || plain(e).contains("Broken pipe") ->
                        new WireException(
                                Kind.LOST, "the broker at " + broker + " closed the connection: " + plain(e), cause);
                    case CertificateExpiredException _ ->
                        new WireException(
                                Kind.TLS, "the certificate of the broker at " + broker + " has expired", cause);
                    case CertificateNotYetValidException _ ->
                        new WireException(
                                Kind.TLS,
                                "the certificate of the broker at " + broker
                                        + " is not valid yet; is the clock of this box right?",
                                cause);
                    case CertificateException certificate
                    when plain(certificate).contains("ubject alternative") ->
                        new WireException(
                                Kind.TLS,
                                "the certificate of the broker is not for the host name " + broker.host() + ": "
                                        + plain(certificate),
                                cause);
                    case CertPathValidatorException path ->
                        new WireException(
                                Kind.TLS,
                                "the certificate of the broker at " + broker + " is not trusted: " + plain(path),
                                cause);
                    case Exception e
                    when plain(e).contains("unable to find valid certification path") ->
                        new WireException(
                                Kind.TLS,
                                "the certificate of the broker at " + broker + " is not signed by " + trust,
                                cause);
                    case SSLException alert
                    when isOfCertificate(plain(alert)) ->
                        new WireException(
                                Kind.TLS,
                                "the broker at " + broker + " does not accept this gateway's certificate: "
                                        + plain(alert) + ownTrouble(),
                                cause);
                    case SSLException plainText
                    when plain(plainText).contains("Unsupported or unrecognized SSL message") ->
                        new WireException(
                                Kind.TLS, "what listens at " + broker + " does not speak TLS; use mqtt://", cause);
                    default -> null;
                });
    }

    /** What the other side says of a certificate is of this gateway's; this side's own alerts have a cause. */
    private static boolean isOfCertificate(String alert) {
        return alert.matches(".*Received fatal alert: (\\w*certificate\\w*|unknown_ca|access_denied)");
    }

    private String ownTrouble() {
        return certificateRequest.trouble().map(it -> "; " + it).orElse("");
    }

    private static String plain(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
