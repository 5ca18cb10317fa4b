package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.mqtt.WireException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.TimerPingSender;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** MQTT 5 by Paho. */
final class PahoV5Wire implements Wire {
    private static final int RECEIVE_MAXIMUM_UNLESS_TOLD = 65_535;
    private static final long LONGEST_PACKET = 268_435_455;

    /** What a broker may send at once: far more than any command or description is, and far less than the heap. */
    private static final long LONGEST_RECEIVED = 256 * 1024;

    private static final int RETAINED_AT_SUBSCRIBE = 0;
    private static final int RETAINED_NOT_AT_SUBSCRIBE = 2;

    private final PahoThreads threads = new PahoThreads();
    private final Gate gate = new Gate();
    private final TimerPingSender pings = new TimerPingSender(threads.executor);
    private final GatedV5Client client;
    private final MqttConnectionOptions options;
    private final Words words;
    private final Addresses addresses;
    private final BrokerSocket socket;
    private volatile int receiveMaximum = RECEIVE_MAXIMUM_UNLESS_TOLD;

    PahoV5Wire(Login login) throws WireException {
        this.words = login.words();
        addresses = login.addresses();
        socket = login.socket(login.config().connectTimeout());
        options = options(login);
        try {
            client = new GatedV5Client(login.broker(), login.clientId(), pings, threads.executor, socket, gate);
        } catch (MqttException e) {
            threads.dispose();
            throw words.of(e);
        }
    }

    private static MqttConnectionOptions options(Login login) {
        var options = new MqttConnectionOptions();
        BrokerKeys.Mqtt config = login.config();
        options.setAutomaticReconnect(false);
        options.setCleanStart(true);
        options.setMaximumPacketSize(LONGEST_RECEIVED);
        options.setKeepAliveInterval((int) config.keepAlive().toSeconds());
        options.setConnectionTimeout((int) Math.max(1, config.connectTimeout().toSeconds()));
        config.username().ifPresent(options::setUserName);
        config.password()
                .ifPresent(password -> options.setPassword(password.reveal().getBytes(StandardCharsets.UTF_8)));
        login.will().ifPresent(will -> {
            var message = new MqttMessage(will.payload());
            message.setQos(1);
            message.setRetained(will.retained());
            options.setWill(will.topic(), message);
        });
        return options;
    }

    @Override
    public Granted connect(Duration deadline, Listener listener) throws WireException, InterruptedException {
        client.setCallback(new Callback(listener));
        var answer = new CompletableFuture<Granted>();
        start(() -> client.connect(options, null, action(answer, token -> accepted(token.getResponseProperties()))));
        try {
            var granted = PahoThreads.await(answer, deadline, words, "connecting");
            receiveMaximum = granted.receiveMaximum();
            addresses.letIn();
            return granted;
        } catch (WireException e) {
            throw socket.isAsking() ? words.nameless() : words.whileConnecting(e);
        }
    }

    /** After Paho has read it, and before anybody publishes. */
    private Granted accepted(MqttProperties properties) {
        client.useNoAliases();
        pingAsAsked(Objects.requireNonNullElse(properties.getServerKeepAlive(), 0));
        return granted(properties);
    }

    /** Paho schedules the first ping before it reads how often the broker wants to hear something. */
    private void pingAsAsked(int seconds) {
        if (seconds != 0 && seconds != options.getKeepAliveInterval()) {
            pings.stop();
            pings.schedule(Duration.ofSeconds(seconds).toMillis());
        }
    }

    private static Granted granted(MqttProperties properties) {
        if (Objects.requireNonNullElse(properties.getMaximumQoS(), 2) < 1) {
            throw new IllegalStateException("the broker offers no acknowledged delivery (maximum QoS 0)");
        }
        return new Granted(
                Objects.requireNonNullElse(properties.getReceiveMaximum(), RECEIVE_MAXIMUM_UNLESS_TOLD),
                Objects.requireNonNullElse(properties.getMaximumPacketSize(), LONGEST_PACKET));
    }

    @Override
    public boolean isOpened() {
        return socket.isOpened();
    }

    @Override
    public Receipt subscribe(String filter, boolean stored, Duration deadline)
            throws WireException, InterruptedException {
        var subscription = new MqttSubscription(filter, 1);
        subscription.setRetainHandling(stored ? RETAINED_AT_SUBSCRIBE : RETAINED_NOT_AT_SUBSCRIBE);
        // Retained is what comes from the broker's store, as in MQTT 3.1.1: whoever says something now is heard now.
        subscription.setRetainAsPublished(false);
        var answer = new CompletableFuture<Receipt>();
        start(() -> client.subscribe(
                new MqttSubscription[] {subscription},
                null,
                action(answer, PahoV5Wire::receipt),
                new MqttProperties()));
        return PahoThreads.await(answer, deadline, words, "subscribing");
    }

    @Override
    public void publish(String topic, byte[] payload, boolean retained, Consumer<Receipt> done) throws WireException {
        start(() -> publish(topic, payload, 1, retained, done));
    }

    @Override
    public boolean say(String topic, byte[] payload, Runnable gone) throws WireException {
        // Paho holds QoS 0 against the receive maximum too, which MQTT 5 does not. Asked first: what Paho refuses costs
        // one of its 65,535 packet identifiers for as long as the connection holds.
        if (client.isConnected() && client.getInFlightMessageCount() >= receiveMaximum) {
            return false;
        }
        try {
            publish(topic, payload, 0, false, _ -> gone.run());
            return true;
        } catch (MqttException e) {
            if (e.getReasonCode() == MqttClientException.REASON_CODE_MAX_INFLIGHT) {
                return false;
            }
            throw translate(e);
        }
    }

    private void publish(String topic, byte[] payload, int qos, boolean retained, Consumer<Receipt> done)
            throws MqttException {
        var message = new MqttMessage(payload);
        message.setQos(qos);
        message.setRetained(retained);
        var answer = new CompletableFuture<Receipt>();
        // A failure here is a lost connection, which comes by the listener as well.
        answer.thenAccept(done);
        client.publish(topic, message, null, action(answer, PahoV5Wire::receipt));
    }

    @Override
    public void disconnect(Duration deadline) throws InterruptedException {
        // Not Paho's disconnect(): its thread waits for ever when the connection breaks before the packet is out.
        threads.run(deadline, () -> client.disconnectForcibly(0, PahoThreads.GOODBYE.toMillis(), true));
    }

    @Override
    public void dispose() {
        threads.dispose(
                () -> gate.awaitOpen(PahoThreads.SETTLING),
                () -> client.disconnectForcibly(0, 1, false),
                () -> client.close(true));
    }

    private static Receipt receipt(IMqttToken token) {
        var codes = token.getReasonCodes();
        return codes != null && codes.length > 0 && Reasons.isError(codes[0])
                ? new Receipt.Refused(codes[0])
                : new Receipt.Accepted();
    }

    /** Something Paho may refuse on the spot. */
    private interface Start {
        void run() throws MqttException;
    }

    private void start(Start start) throws WireException {
        try {
            start.run();
        } catch (MqttException e) {
            throw translate(e);
        }
    }

    private <T> MqttActionListener action(CompletableFuture<T> answer, Function<IMqttToken, T> read) {
        return new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                try {
                    answer.complete(read.apply(token));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(new WireException(Kind.PROTOCOL, String.valueOf(e.getMessage()), e));
                }
            }

            @Override
            public void onFailure(IMqttToken token, Throwable thrown) {
                answer.completeExceptionally(translate(thrown));
            }
        };
    }

    private WireException translate(Throwable thrown) {
        for (var cause = thrown; cause instanceof MqttException e; cause = cause.getCause()) {
            int code = e.getReasonCode();
            if (code >= Reasons.UNSPECIFIED && code <= 0xFF) {
                return words.refused(code);
            }
            if (code == MqttException.REASON_CODE_INVALID_RETURN_CODE) {
                return words.older();
            }
        }
        return words.of(thrown);
    }

    private final class Callback implements MqttCallback {
        private final Listener listener;

        Callback(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            listener.lost(
                    response.getException() == null
                            ? words.ended(response.getReturnCode())
                            : words.of(response.getException()));
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            listener.message(topic, message.getPayload(), message.isRetained());
        }

        @Override
        public void mqttErrorOccurred(MqttException e) {
            listener.lost(words.of(e));
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String server) {}

        @Override
        public void authPacketArrived(int code, MqttProperties properties) {}
    }
}
