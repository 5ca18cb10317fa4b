package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.mqtt.BrokerTrial;
import io.maskgate.daemon.mqtt.OwnCertificate;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;

/** The broker: lets us in, its certificate, takes what we publish. */
final class BrokerCheck {
    static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration CERTIFICATE_WARNING = Duration.ofDays(14);

    private BrokerCheck() {}

    static Finding look(GatewayConfig config, Instant now) throws InterruptedException {
        var result = BrokerTrial.visit(config.gateway(), config.mqtt(), DEADLINE);
        if (!result.connected()) {
            return Finding.failed(result.broker() + ": " + result.detail(), remedy(result));
        }
        if (!result.willing()) {
            String name = config.mqtt().prefix() + "/" + config.gateway();
            return Finding.failed(
                    result.broker() + " lets us in only without a will, and the gateway has one",
                    "allow this client a retained will at " + name + "/availability at the broker; this visit, "
                            + result.clientId() + ", had its at " + result.topic());
        }
        if (!result.published()) {
            return Finding.failed(
                    result.broker() + " lets us in, and does not take a message to " + result.topic() + ": "
                            + result.detail(),
                    "let this user publish to " + config.mqtt().prefix() + "/" + config.gateway() + "/# at the broker");
        }
        String text = result.broker() + " lets us in and took a message to " + result.topic()
                + (result.tellsRefusals() ? "" : " (MQTT 3.1.1 does not tell whether it was passed on)")
                + result.certificate()
                        .map(shown -> "; certificate of " + shown.subject() + ", valid until " + shown.validUntil())
                        .orElse("");
        boolean soon = result.certificate()
                .filter(shown -> shown.validUntil().minus(CERTIFICATE_WARNING).isBefore(now))
                .isPresent();
        return soon ? Finding.warning(text, "renew the broker's certificate") : Finding.ok(text);
    }

    private static String remedy(BrokerTrial.Result result) {
        if (result.refused()) {
            return "check the mqtt section; where the broker lists client ids, allow " + result.clientId()
                    + " too, by which this visit came";
        }
        return (result.untrusted()
                        ? "check mqtt.tls and the certificates of both sides"
                        : "start the broker, check the mqtt section and the firewall")
                + "; events wait in the outbox meanwhile";
    }

    /** The gateway's own, which the broker asks for at each connect and not in between. */
    static Finding own(OwnCertificate certificate, Instant now) throws GeneralSecurityException {
        var validity = certificate.read();
        var trouble = validity.trouble(now);
        String text = trouble.orElse(validity.subject()) + ", valid until " + validity.expires();
        if (trouble.isPresent()) {
            return Finding.failed(text, "renew " + certificate.file() + "; look at the clock as well");
        }
        return validity.isNearItsEnd(now)
                ? Finding.warning(text, "renew " + certificate.file() + "; no restart is needed")
                : Finding.ok(text);
    }
}
