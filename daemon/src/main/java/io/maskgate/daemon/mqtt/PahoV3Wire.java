package io.maskgate.daemon.mqtt;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.ScheduledExecutorPingSender;

/** MQTT 3.1.1 by Paho. The protocol has no reason codes for messages: what a broker refuses it drops without a word. */
final class PahoV3Wire implements Wire {
    /** Connect return codes 1 to 5 of MQTT 3.1.1, section 3.2.2.3, as the reason codes of MQTT 5 that mean the same. */
    private static final int[] CONNECT_CODES = {0, 0x84, 0x85, 0x88, 0x86, Reasons.NOT_AUTHORIZED};

    private static final int SUBSCRIBE_FAILED = 0x80;
    private static final long LONGEST_PACKET = 268_435_455;

    private final PahoThreads threads = new PahoThreads();
    private final Gate gate = new Gate();
    private final MqttAsyncClient client;
    private final MqttConnectOptions options;
    private final Words words;
    private final Addresses addresses;
    private final BrokerSocket socket;
    private final int window;

    PahoV3Wire(Login login, int window) throws WireException {
        this.words = login.words();
        this.window = window;
        options = options(login, window);
        addresses = login.addresses();
        socket = login.socket(login.config().connectTimeout());
        try {
            client = new GatedV3Client(
                    login.broker(),
                    login.clientId(),
                    new ScheduledExecutorPingSender(threads.executor),
                    threads.executor,
                    socket,
                    gate);
        } catch (MqttException e) {
            threads.dispose();
            throw words.of(e);
        }
    }

    private static MqttConnectOptions options(Login login, int window) {
        var options = new MqttConnectOptions();
        var config = login.config();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setAutomaticReconnect(false);
        options.setCleanSession(true);
        options.setKeepAliveInterval((int) config.keepAlive().toSeconds());
        options.setConnectionTimeout((int) Math.max(1, config.connectTimeout().toSeconds()));
        options.setMaxInflight(window + 4);
        config.username().ifPresent(options::setUserName);
        config.password()
                .ifPresent(password -> options.setPassword(password.reveal().toCharArray()));
        login.will().ifPresent(will -> options.setWill(will.topic(), will.payload(), 1, will.retained()));
        return options;
    }

    @Override
    public Granted connect(Duration deadline, Listener listener) throws WireException, InterruptedException {
        client.setCallback(new Callback(listener));
        var answer = new CompletableFuture<Granted>();
        start(() -> client.connect(options, null, action(answer, _ -> new Granted(window, LONGEST_PACKET))));
        try {
            var granted = PahoThreads.await(answer, deadline, words, "connecting");
            addresses.letIn();
            return granted;
        } catch (WireException e) {
            throw socket.isAsking() ? words.nameless() : words.whileConnecting(e);
        }
    }

    @Override
    public boolean isOpened() {
        return socket.isOpened();
    }

    @Override
    public Receipt subscribe(String filter, boolean stored, Duration deadline)
            throws WireException, InterruptedException {
        var answer = new CompletableFuture<Receipt>();
        start(() -> client.subscribe(filter, 1, null, action(answer, token -> {
            var granted = token.getGrantedQos();
            return granted != null && granted.length > 0 && granted[0] == SUBSCRIBE_FAILED
                    ? new Receipt.Refused(SUBSCRIBE_FAILED)
                    : new Receipt.Accepted();
        })));
        return PahoThreads.await(answer, deadline, words, "subscribing");
    }

    @Override
    public void publish(String topic, byte[] payload, boolean retained, Consumer<Receipt> done) throws WireException {
        send(topic, payload, 1, retained, done);
    }

    @Override
    public boolean say(String topic, byte[] payload, Runnable gone) throws WireException {
        send(topic, payload, 0, false, _ -> gone.run());
        return true;
    }

    private void send(String topic, byte[] payload, int qos, boolean retained, Consumer<Receipt> done)
            throws WireException {
        var answer = new CompletableFuture<Receipt>();
        // A failure here is a lost connection, which comes by the listener as well.
        answer.thenAccept(done);
        start(() -> client.publish(topic, payload, qos, retained, null, action(answer, _ -> new Receipt.Accepted())));
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

    private <T> IMqttActionListener action(CompletableFuture<T> answer, Function<IMqttToken, T> read) {
        return new IMqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                answer.complete(read.apply(token));
            }

            @Override
            public void onFailure(IMqttToken token, Throwable thrown) {
                answer.completeExceptionally(translate(thrown));
            }
        };
    }

    private WireException translate(Throwable thrown) {
        return thrown instanceof MqttException e
                        && e.getCause() == null
                        && e.getReasonCode() > 0
                        && e.getReasonCode() < CONNECT_CODES.length
                ? words.refused(CONNECT_CODES[e.getReasonCode()])
                : words.of(thrown);
    }

    private final class Callback implements MqttCallback {
        private final Listener listener;

        Callback(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void connectionLost(Throwable cause) {
            listener.lost(words.of(cause));
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            listener.message(topic, message.getPayload(), message.isRetained());
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {}
    }
}
