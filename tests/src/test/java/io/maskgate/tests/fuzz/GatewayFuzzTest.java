package io.maskgate.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;

/** A whole gateway, asked by browsers and commanded by a broker that both make mistakes, or do not make them by mistake. */
@Tag("fuzz")
class GatewayFuzzTest {
    private static final int STATUS_BYTES = 13;
    private static final int ANSWER_MILLIS = 15_000;
    private static final long ALLOWED_BYTES = 128 << 20;
    private static final int ALLOWED_MORE = 40;
    private static final int REST = 200;
    private static final String COMMAND = "maskgate/gate/cameras/door/set/enabled";
    /** Mosquitto takes no more than 200 levels. */
    private static final int LONGEST_TOPIC = 200;

    private static @Nullable Stage stage;

    private record Stage(
            Path folder,
            Mosquitto broker,
            GatewaySetup setup,
            GatewayProcess gateway,
            MqttClient client,
            Usage first,
            AtomicLong rightlyObeyed) {}

    private record Usage(long bytes, long threads, long files) {
        static Usage of(GatewayProcess gateway) throws IOException {
            // The heap grows and shrinks as it is used, within its own limit.
            long heap = (long) gateway.metric("jvm_memory_committed_bytes{area=\"heap\"}");
            return new Usage(gateway.residentBytes() - heap, gateway.threads(), gateway.openFiles());
        }
    }

    @BeforeContainer
    static void begin() throws Exception {
        var folder = Files.createTempDirectory("gateway-fuzz");
        var broker = Mosquitto.open(folder);
        var setup = new GatewaySetup(folder, "gate")
                .broker(broker.url())
                .camera("door", "rtsp://127.0.0.1:1/x", "enabled: false");
        var gateway = GatewayProcess.start(setup);
        await().atMost(Duration.ofSeconds(20)).until(() -> gateway.metric("maskgate_mqtt_connected") == 1);
        var client = new MqttClient("tcp://127.0.0.1:" + broker.port(), "stranger", new MemoryPersistence());
        client.connect();
        for (var picture : Pictures.all()) {
            gateway.detect(picture, "application/octet-stream");
        }
        for (var request : REQUESTS) {
            ask(setup, request);
        }
        stage = new Stage(folder, broker, setup, gateway, client, Usage.of(gateway), new AtomicLong());
    }

    @AfterContainer
    static void end() throws Exception {
        var now = stage();
        try (var _ = now.broker;
                var gateway = now.gateway) {
            obeyedAfter();
            now.client.disconnect();
            now.client.close();
            // Those who went are noticed when something is read from or written to them.
            await("threads and sockets are given back")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> {
                        var last = Usage.of(gateway);
                        assertThat(last.threads).isLessThan(now.first.threads + ALLOWED_MORE);
                        assertThat(last.files).isLessThan(now.first.files + ALLOWED_MORE);
                    });
            var last = Usage.of(gateway);
            System.out.printf(
                    "gateway: resident beside its heap from %d to %d KiB%n", now.first.bytes >> 10, last.bytes >> 10);
            assertThat(last.bytes - now.first.bytes)
                    .as("growth in bytes beside the heap")
                    .isLessThan(ALLOWED_BYTES);
            assertThat(gateway.ready().has("checks")).isTrue();
            assertObeyed();
            assertThat(gateway.log()).doesNotContain("ERROR", "Exception", "OutOfMemoryError");
        }
        try (var files = Files.walk(now.folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    private static final List<byte[]> REQUESTS = requests();

    private static List<byte[]> requests() {
        var host = "Host: localhost\r\n";
        var detect = new ByteArrayOutputStream();
        var picture = Pictures.all().getFirst();
        detect.writeBytes(("POST /api/detect HTTP/1.1\r\n" + host
                        + "Content-Type: image/jpeg\r\nAccept: image/jpeg\r\nContent-Length: " + picture.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        detect.writeBytes(picture);
        return Stream.concat(
                        Stream.of(
                                        "GET / HTTP/1.1\r\n" + host
                                                + "Accept: text/html\r\nAccept-Language: zh, en;q=0.5\r\n\r\n",
                                        "GET /api/cameras/door HTTP/1.1\r\n" + host
                                                + "Accept: application/json;q=0.9, */*\r\n\r\n",
                                        "GET /api/cameras/door/snapshot.jpg HTTP/1.1\r\n" + host + "\r\n",
                                        "GET /api/history?camera=door&minutes=60 HTTP/1.1\r\n" + host + "\r\n",
                                        "GET /api/events/recent?camera=door HTTP/1.1\r\n" + host
                                                + "Origin: http://localhost\r\n\r\n",
                                        "POST /api/session HTTP/1.1\r\n" + host
                                                + "Content-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"token\":\"guess\"}",
                                        "POST /api/detect HTTP/1.1\r\n" + host
                                                + "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
                                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1)),
                        Stream.of(detect.toByteArray()))
                .toList();
    }

    @Property
    void aDamagedRequestIsAnsweredOrHungUpOn(@ForAll("request") int request, @ForAll("edits") List<Edit> edits)
            throws IOException {
        var answer = ask(stage().setup, Edit.apply(edits, REQUESTS.get(request)));

        assertThat(answer).matches("(?s)|HTTP/1\\.1 (100|2\\d\\d|304|4\\d\\d|501|503|505) .*");
    }

    @Property
    void onlyAWholeCommandIsObeyed(
            @ForAll("edits") List<Edit> topicEdits, @ForAll("edits") List<Edit> payloadEdits, @ForAll int what)
            throws Exception {
        var sentTo =
                what % 3 == 0 ? COMMAND : publishable(Edit.apply(topicEdits, COMMAND.getBytes(StandardCharsets.UTF_8)));
        var payload = what % 3 == 1 ? new byte[] {'o', 'n'} : Edit.apply(payloadEdits, new byte[] {'o', 'n'});
        var word = new String(payload, StandardCharsets.ISO_8859_1);
        boolean whole = sentTo.equals(COMMAND) && (word.equals("on") || word.equals("off"));

        var message = new MqttMessage(payload);
        message.setQos(whole || what % REST == 0 ? 1 : 0);
        stage().client.publish(sentTo, message);

        if (whole) {
            awaitObeyed();
        } else if (what % REST == 0) {
            obeyedAfter();
        }
    }

    @Example
    void aMessageLongerThanAnyCommandNeverArrives() throws Exception {
        obeyedAfter();
        double ignored = commands("ignored");

        stage().client.publish(COMMAND, new byte[1 << 20], 1, false);
        obeyedAfter();

        assertThat(commands("ignored")).isEqualTo(ignored);
    }

    /** A command that is one is obeyed, and nothing was before. A broker keeps the order: what other cases sent has come then. */
    private static void obeyedAfter() throws Exception {
        assertObeyed();
        stage().client.publish(COMMAND, "off".getBytes(StandardCharsets.US_ASCII), 1, false);
        awaitObeyed();
    }

    /** Another command was sent that is one. */
    private static void awaitObeyed() {
        double rightly = stage().rightlyObeyed.incrementAndGet();
        await().atMost(Duration.ofSeconds(10)).until(() -> commands("accepted") >= rightly);
        assertObeyed();
    }

    /** Of all that ever came what is a command was obeyed, and nothing else: no case is forgotten because another one follows. */
    private static void assertObeyed() {
        double obeyed = commands("accepted");
        // One that is obeyed wrongly fails once.
        long rightly = stage().rightlyObeyed.getAndSet((long) obeyed);
        assertThat(obeyed).as("commands obeyed").isEqualTo(rightly);
    }

    private static double commands(String result) {
        return stage().gateway.metric("maskgate_mqtt_commands_total{result=\"" + result + "\"}");
    }

    /** What a broker takes as a topic; everything else never reaches the gateway. */
    private static String publishable(byte[] topic) {
        var text = new String(topic, StandardCharsets.UTF_8).replaceAll("[^ -~\\u00a0-\\ud7ff]|[+#]", "_");
        return text.isEmpty() ? "_" : text.substring(0, Math.min(LONGEST_TOPIC, text.length()));
    }

    /** Sends all and closes that side; what comes back at first, in Latin-1. */
    private static String ask(GatewaySetup setup, byte[] request) throws IOException {
        var page = URI.create(setup.page());
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(page.getHost(), page.getPort()), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
            } catch (IOException _) {
                // It has seen enough, and may have said why.
                return "";
            }
            return new String(socket.getInputStream().readNBytes(STATUS_BYTES), StandardCharsets.ISO_8859_1);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither answered nor hung up on after " + ANSWER_MILLIS + " ms", e);
        } catch (SocketException _) {
            // Reset: hung up on.
            return "";
        }
    }

    private static Stage stage() {
        var current = stage;
        if (current == null) {
            throw new IllegalStateException("not begun");
        }
        return current;
    }

    @Provide
    Arbitrary<Integer> request() {
        return Arbitraries.integers().between(0, REQUESTS.size() - 1);
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Arbitraries.lazy(Edit::some);
    }
}
