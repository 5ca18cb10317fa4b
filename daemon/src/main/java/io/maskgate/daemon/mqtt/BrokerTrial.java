package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.config.BrokerKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One visit at the broker as the gateway would make it, under another client id so that a running gateway stays
 * connected: greets, publishes one empty message that is not kept to {@code PREFIX/GATEWAY/doctor}, leaves. It has a
 * retained will as the gateway has, which a broker may judge when it lets somebody in; its own is empty, of which nothing
 * is kept, and at that topic. Where it is not let in, it tries without one.
 */
public final class BrokerTrial {
    /** Some say so, others only close the connection. */
    private static final Set<WireException.Kind> NOT_LET_IN =
            EnumSet.of(WireException.Kind.REFUSED, WireException.Kind.LOST);

    private BrokerTrial() {}

    /**
     * What came of it.
     *
     * @param clientId by which it was made
     * @param connected whether the broker let us in
     * @param refused whether it was there and did not
     * @param untrusted whether one side did not take the other's certificate, or TLS failed otherwise
     * @param willing whether it let us in with a will
     * @param published whether it took the message
     * @param detail what went wrong, in words for a person without secrets; empty where nothing did
     * @param certificate of the broker with TLS, where it could be seen
     * @param tellsRefusals whether this protocol can refuse a message at all
     */
    public record Result(
            String broker,
            String clientId,
            boolean connected,
            boolean refused,
            boolean untrusted,
            boolean willing,
            boolean published,
            String topic,
            String detail,
            Optional<BrokerCertificate> certificate,
            boolean tellsRefusals) {}

    /** The certificate the broker showed, after its chain was accepted. */
    public record BrokerCertificate(String subject, Instant validUntil) {}

    /** Takes at most about four times the deadline. */
    public static Result visit(String gateway, BrokerKeys.Mqtt config, Duration deadline) throws InterruptedException {
        String topic = config.prefix() + "/" + gateway + "/doctor";
        var result = visit(gateway, config, deadline, topic, Optional.of(new Will(topic, new byte[0], true)));
        if (!result.refused) {
            return result;
        }
        var without = visit(gateway, config, deadline, topic, Optional.empty());
        // Refused both times it is not for the will.
        return without.connected || without.refused ? without : result;
    }

    private static Result visit(
            String gateway, BrokerKeys.Mqtt config, Duration deadline, String topic, Optional<Will> will)
            throws InterruptedException {
        boolean tells = config.version() == BrokerKeys.MqttVersion.V5;
        BrokerAddress broker = BrokerAddress.parse(config.url());
        String id = config.clientId().orElse(gateway) + "-doctor";
        var login = new Login(new Addresses(broker), id, config, will);
        try {
            Wire wire = tells ? new PahoV5Wire(login) : new PahoV3Wire(login, 1);
            try {
                wire.connect(deadline, new Deaf());
                var certificate = certificate(login, deadline);
                String why = publish(wire, topic, deadline);
                wire.disconnect(deadline);
                return new Result(
                        broker.toString(),
                        id,
                        true,
                        false,
                        false,
                        will.isPresent(),
                        why.isEmpty(),
                        topic,
                        why,
                        certificate,
                        tells);
            } finally {
                wire.dispose();
            }
        } catch (WireException e) {
            return new Result(
                    broker.toString(),
                    id,
                    false,
                    NOT_LET_IN.contains(e.kind()),
                    e.kind() == WireException.Kind.TLS,
                    false,
                    false,
                    topic,
                    String.valueOf(e.getMessage()),
                    Optional.empty(),
                    tells);
        }
    }

    /** Why the message was not taken; empty when it was. */
    private static String publish(Wire wire, String topic, Duration deadline)
            throws WireException, InterruptedException {
        var answer = new CompletableFuture<Wire.Receipt>();
        wire.publish(topic, new byte[0], false, answer::complete);
        try {
            return switch (answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                case Wire.Receipt.Accepted() -> "";
                case Wire.Receipt.Refused(int code) -> Reasons.words(code);
            };
        } catch (TimeoutException e) {
            return "no acknowledgement within " + deadline.toSeconds() + " s";
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        }
    }

    private static Optional<BrokerCertificate> certificate(Login login, Duration deadline) {
        if (!login.broker().tls()) {
            return Optional.empty();
        }
        try (var socket = login.socket(deadline)) {
            socket.open();
            return socket.certificate()
                    .map(shown -> new BrokerCertificate(
                            shown.getSubjectX500Principal().getName(),
                            shown.getNotAfter().toInstant()));
        } catch (IOException | WireException e) {
            // The connection itself has told what there is to tell.
            return Optional.empty();
        }
    }

    /** Nothing is subscribed to, and an end of the connection shows in what was asked. */
    private static final class Deaf implements Wire.Listener {
        @Override
        public void lost(WireException why) {}

        @Override
        public void message(String topic, byte[] payload, boolean retained) {}
    }
}
