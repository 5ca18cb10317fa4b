package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.contract.AsyncApi;
import io.maskgate.daemon.contract.Document;
import io.maskgate.daemon.demo.EmbeddedBroker;
import io.maskgate.daemon.demo.rtsp.RtspFileServer;
import io.maskgate.hw.inference.tensorrt.Engines;
import io.maskgate.hw.inference.tensorrt.Gpu;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole gateway over real sockets, with the probe model. */
@Timeout(90)
class GatewayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private Gateway gateway;

    @AfterEach
    void close() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static Duration timed(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.matches("inference|camera-.*|outbox-writer|pulse"))
                .toList();
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(PATIENCE)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void fromCameraToBrokerAndBackAgainUntilTheGoodbye() throws Exception {
        var heard = new CopyOnWriteArrayList<String>();
        var document = Document.of(AsyncApi.yaml());
        var faults = new CopyOnWriteArrayList<String>();
        try (var broker = EmbeddedBroker.start();
                var camera = RtspFileServer.start(
                        RtspFileServer.Settings.open(),
                        Map.of("lobby", Site.clip(folder)),
                        new Random(1),
                        InstantSource.system())) {
            var client = new MqttClient(
                    "tcp://127.0.0.1:" + broker.port(), MqttClient.generateClientId(), new MemoryPersistence());
            client.connect();
            client.subscribe("#", 1, (topic, message) -> {
                faults.addAll(document.faults(topic, message.getPayload()));
                String text = new String(message.getPayload(), StandardCharsets.UTF_8);
                heard.add(topic.replace("maskgate/site/", "") + " "
                        + text.replaceAll("(?s).*\"type\":\"(\\w+)\".*\"label\":\"([\\w ]+)\".*", "$1 $2"));
            });
            var config =
                    Site.config(folder, broker.url(), camera.address("lobby").toString());
            gateway = Gateway.start(config, Site.surroundings());
            int health = gateway.healthPort().orElseThrow();
            await().atMost(PATIENCE).until(() -> heard.contains("cameras/lobby/events new no facemask"));
            assertThat(heard).contains("availability online", "cameras/lobby/availability online");
            await().atMost(PATIENCE)
                    .until(() ->
                            heard.stream().anyMatch(message -> message.startsWith("spBv1.0/site/DBIRTH/site/lobby ")));
            assertThat(get(health, "/health/started").statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> get(health, "/health/ready").statusCode() == 200);
            assertThat(get(health, "/metrics").body())
                    .contains(
                            "maskgate_camera_state{camera=\"lobby\",state=\"online\"} 1.0",
                            "maskgate_events_total{camera=\"lobby\",label=\"no facemask\",type=\"new\"} 1.0",
                            "maskgate_pictures_total{result=\"passed\"} 0.0",
                            "maskgate_health_check{check=\"broker\"} 1.0",
                            "maskgate_sparkplug_connected 1.0")
                    .containsPattern("maskgate_inference_pictures_total [1-9]");
            assertThat(get(gateway.webPort().orElseThrow(), "/api/cameras/lobby/snapshot.jpg")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(health, "/metrics").body()).contains("maskgate_pictures_total{result=\"passed\"} 1.0");

            assertThat(get(gateway.webPort().orElseThrow(), "/api/history?camera=lobby&minutes=2")
                            .body())
                    .containsPattern("\"lobby\":\\{\"people\":\\[(null,1|[01],1|1,null)]");

            client.publish("maskgate/site/cameras/lobby/set/enabled", "off".getBytes(StandardCharsets.UTF_8), 1, false);
            await().atMost(PATIENCE).until(() -> heard.contains("cameras/lobby/events end no facemask"));
            await().atMost(PATIENCE).until(() -> heard.contains("cameras/lobby/availability disabled"));
            heard.clear();
            client.publish("maskgate/site/cameras/lobby/set/enabled", "on".getBytes(StandardCharsets.UTF_8), 1, false);
            await().atMost(PATIENCE).until(() -> heard.contains("cameras/lobby/events new no facemask"));
            assertThat(heard).contains("cameras/lobby/availability online");

            assertThat(timed(gateway::close)).isLessThan(STOP);
            await().atMost(PATIENCE).until(() -> heard.contains("availability offline"));
            await().atMost(PATIENCE)
                    .until(() -> heard.stream().anyMatch(message -> message.startsWith("spBv1.0/site/NDEATH/site ")));
            assertThat(heard.indexOf("cameras/lobby/events end no facemask"))
                    .isBetween(0, heard.indexOf("availability offline"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(threads()).isEmpty());
            assertThat(faults).as("against config/schema/asyncapi.yaml").isEmpty();
            client.disconnectForcibly(0, 100);
            client.close(true);
        }
    }

    @Test
    void aCameraAndABrokerThatNeverAnswerDoNotHoldUpTheStop() throws Exception {
        try (var camera = new Silence();
                var broker = new Silence()) {
            var config = Site.config(
                    folder, "mqtt://127.0.0.1:" + broker.port(), "rtsp://127.0.0.1:" + camera.port() + "/x");
            gateway = Gateway.start(config, Site.surroundings());
            int health = gateway.healthPort().orElseThrow();
            assertThat(get(health, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(health, "/health/ready").statusCode()).isEqualTo(503);
            await().atMost(PATIENCE).until(() -> threads().contains("camera-lobby"));
            assertThat(timed(gateway::close)).isLessThan(STOP);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(threads()).isEmpty());
        }
    }

    /** As a renewal leaves it that the power cut short. */
    @Test
    void aBrokersCaThatCannotBeReadAtTheStartCostsNoCamera() throws Exception {
        try (var camera = RtspFileServer.start(
                RtspFileServer.Settings.open(),
                Map.of("lobby", Site.clip(folder)),
                new Random(1),
                InstantSource.system())) {
            var ca = Files.writeString(folder.resolve("ca.pem"), "");
            String broker = "mqtts://127.0.0.1:1\n  tls: {ca: " + ca + "}";
            var config = Site.config(folder, broker, camera.address("lobby").toString());
            Files.delete(ca);
            gateway = Gateway.start(config, Site.surroundings());
            int health = gateway.healthPort().orElseThrow();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(get(health, "/metrics").body())
                            .contains(
                                    "maskgate_camera_state{camera=\"lobby\",state=\"online\"} 1.0",
                                    "maskgate_events_total{camera=\"lobby\",label=\"no facemask\",type=\"new\"} 1.0",
                                    "maskgate_health_check{check=\"broker\"} 0.0"));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(get(health, "/health/ready").body())
                                    .contains(
                                            "mqtt.tls.ca: " + ca
                                                    + ": expected a readable file, found NoSuchFileException; check path and permissions"));
        }
    }

    @Test
    void aPortThatIsTakenIsSaidAndNothingIsLeftRunning() throws Exception {
        try (var taken = new Silence()) {
            var config =
                    Site.config(folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x", "127.0.0.1:" + taken.port(), "");
            assertThatExceptionOfType(StartException.class)
                    .isThrownBy(() -> Gateway.start(config, Site.surroundings()))
                    .withMessageStartingWith(
                            "health.listen: expected a free address, found that 127.0.0.1:" + taken.port());
        }
        assertThat(threads()).isEmpty();
        // The outbox is free again: the same state folder can be used at once.
        var config = Site.config(folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x");
        Gateway.start(config, Site.surroundings()).close();
    }

    @Test
    void aModelThatIsNotThereIsSaidWithThoseThereAre() throws Exception {
        var config = Site.config(
                folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x", "127.0.0.1:0", "model:\n  name: nonsuch");
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Gateway.start(config, Site.surroundings()))
                .withMessageContaining("model nonsuch")
                .withMessageContaining("there are probe");
        assertThat(threads()).isEmpty();
    }

    @Test
    void tooLittleMemoryToStartIsSaidWithTheRemedy() throws Exception {
        var usual = Site.surroundings();
        InstantSource scarceMemory = () -> {
            throw new OutOfMemoryError("Cannot reserve 737280 bytes of direct buffer memory");
        };
        var clock = scarceMemory.withZone(ZoneOffset.UTC);
        var scarce = new Gateway.Surroundings(usual.zoo(), usual.serviceManager(), usual.version(), clock);
        var config = Site.config(folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x");
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Gateway.start(config, scarce))
                .withMessageStartingWith("memory: no room for 1 cameras and their model (")
                .withMessageContaining("Cannot reserve 737280 bytes")
                .withMessageEndingWith("or raise the limits in jvm.options");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void tensorRtAskedForWhereThereIsNoneIsSaidWithTheRemedy() throws Exception {
        Assumptions.assumeTrue(Engines.ofThisHost().probe() instanceof Gpu.Absent, "this machine has TensorRT");
        var config = Site.config(
                folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x", "127.0.0.1:0", "model:\n  engine: tensorrt");
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Gateway.start(config, Site.surroundings()))
                .withMessageStartingWith("engine tensorrt was asked for: ")
                .withMessageContaining("or set model.engine to cpu");
        assertThat(threads()).isEmpty();
    }

    @Test
    void whichEngineServesAndWhyIsInHealthStatusAndMetrics() throws Exception {
        Assumptions.assumeTrue(Engines.ofThisHost().probe() instanceof Gpu.Absent, "this machine has TensorRT");
        gateway = Gateway.start(Site.config(folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x"), Site.surroundings());
        int health = gateway.healthPort().orElseThrow();
        assertThat(get(health, "/metrics").body())
                .contains(
                        "maskgate_engine_state{state=\"cpu\"} 1.0",
                        "maskgate_engine_state{state=\"accelerated\"} 0.0",
                        "maskgate_engine_serving{engine=\"onnxruntime cpu fp32\"} 1.0",
                        "maskgate_engine_events_total{event=\"fall_back\"} 0.0");
        assertThat(get(health, "/health/ready").body())
                .contains("onnxruntime cpu fp32")
                .containsPattern("\"detail\" *: *\"probe@[0-9a-f]{8}; (TensorRT|GPU|NVIDIA)");
        assertThat(get(gateway.webPort().orElseThrow(), "/api/status").body())
                .containsPattern("\"engine\" *: *\\{ *\"name\" *: *\"onnxruntime cpu fp32\"");
    }

    @Test
    void aListenerThatTakesNoConnectionsAnyMoreIsNoLife() throws Exception {
        gateway = Gateway.start(Site.config(folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x"), Site.surroundings());
        int health = gateway.healthPort().orElseThrow();
        int web = gateway.webPort().orElseThrow();
        assertThat(get(health, "/health/live").statusCode()).isEqualTo(200);
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("server-@default-listener"))
                .max(Comparator.comparing(Thread::threadId))
                .orElseThrow()
                .interrupt();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(health, "/health/live").body())
                        .contains("the web listener takes no connections at 127.0.0.1:" + web + " any more"));
        assertThat(timed(gateway::close)).isLessThan(STOP);
    }

    @Test
    void picturesThatMayNotBeKeptAndCannotBeDeletedAreInHealth() throws Exception {
        var stuck = folder.resolve("state/pictures/1772438400000-sample-" + new UUID(0, 0) + ".mgp");
        Files.createDirectories(stuck.resolve("full"));
        gateway = Gateway.start(Site.config(folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x"), Site.surroundings());

        assertThat(get(gateway.healthPort().orElseThrow(), "/health/ready").body())
                .contains("stored pictures of an earlier time cannot be deleted; the log says more");
    }

    @Test
    void aReloadThatFailsInsideLeavesTheGatewayAsItIsAndSaysSo() throws Exception {
        var config = Site.config(folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x");
        gateway = Gateway.start(config, Site.surroundings());

        assertThat(gateway.reload(() -> {
                    throw new IllegalStateException("secret inner life");
                }))
                .isEqualTo(config);

        assertThat(get(gateway.healthPort().orElseThrow(), "/health/ready").body())
                .contains("it failed inside the gateway (IllegalStateException); the log has the cause")
                .doesNotContain("secret");
    }

    @Test
    void aSecondGatewayOnTheSameStateIsRefused() throws Exception {
        var config = Site.config(folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x");
        try (var _ = Gateway.start(config, Site.surroundings())) {
            assertThatExceptionOfType(StartException.class)
                    .isThrownBy(() -> Gateway.start(config, Site.surroundings()))
                    .withMessageContaining("the outbox is in use by process "
                            + ProcessHandle.current().pid());
        }
    }

    @Test
    void aStateFolderThatCannotBeMadeIsSaid() throws Exception {
        Files.writeString(folder.resolve("state"), "a file");
        var config = Site.config(folder, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x");
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Gateway.start(config, Site.surroundings()))
                .withMessageContaining(folder.resolve("state").toString());
        assertThat(threads()).isEmpty();
    }
}
