package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.Size;
import io.maskgate.daemon.demo.EmbeddedBroker;
import io.maskgate.daemon.demo.rtsp.RtspFileServer;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.outbox.OutboxException;
import io.maskgate.daemon.outbox.SqliteOutbox;
import io.maskgate.daemon.sparkplug.HostApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway that may tell nothing but counts per interval, over real sockets. */
@Timeout(60)
class AggregateModeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private static String get(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(PATIENCE)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Test
    void nothingOfASingleFaceLeavesAndWhatAnEarlierRunLeftAtTheBrokerGoes() throws Exception {
        var heard = new ConcurrentHashMap<String, String>();
        try (var broker = EmbeddedBroker.start();
                var camera = RtspFileServer.start(
                        RtspFileServer.Settings.open(),
                        Map.of("lobby", Site.clip(folder)),
                        new Random(1),
                        InstantSource.system())) {
            var client = new MqttClient(
                    "tcp://127.0.0.1:" + broker.port(), MqttClient.generateClientId(), new MemoryPersistence());
            client.connect();
            client.publish("maskgate/site/cameras/lobby/counts/people", "7".getBytes(StandardCharsets.UTF_8), 1, true);
            var host = new HostApplication();
            client.subscribe("spBv1.0/site/#", 1, (topic, message) -> host.receive(topic, message.getPayload()));
            client.subscribe(
                    "maskgate/site/#",
                    1,
                    (topic, message) -> heard.put(
                            topic.replace("maskgate/site/", ""),
                            new String(message.getPayload(), StandardCharsets.UTF_8)));
            var config = Site.config(
                    folder,
                    broker.url(),
                    camera.address("lobby").toString(),
                    "127.0.0.1:0",
                    "privacy:\n  mode: aggregate");
            try (var gateway = Gateway.start(config, Site.surroundings())) {
                int health = gateway.healthPort().orElseThrow();
                int web = gateway.webPort().orElseThrow();
                // Three looks make a face, which has its event then in any other mode.
                await().atMost(PATIENCE)
                        .until(() -> get(health, "/metrics")
                                .replaceAll("(?s).*frames_inferred_total\\{camera=\"lobby\"} (\\d+).*", "$1")
                                .matches("[1-9]\\d+"));
                await().atMost(PATIENCE)
                        .until(() ->
                                "".equals(heard.get("cameras/lobby/counts/people")) && heard.containsKey("attributes"));
                await().atMost(PATIENCE).until(() -> host.devices().equals(List.of("lobby")));
                assertThat(host.metrics().stream().filter(metric -> metric.startsWith("lobby/")))
                        .contains("lobby/State", "lobby/Enabled", "lobby/Interval/Passages")
                        .allMatch(metric -> metric.matches("lobby/(State|Enabled|Interval/.*)"));
                assertThat(get(health, "/metrics")).doesNotContain("maskgate_events", "maskgate_tracks");
                assertThat(get(web, "/api/cameras")).contains("\"pictures\":false", "\"faces\":null");
                assertThat(get(web, "/api/events/recent")).contains("privacy mode is aggregate");
                assertThat(get(web, "/api/history")).contains("no counts by the minute leave it");
            }
            await().atMost(PATIENCE).until(() -> "offline".equals(heard.get("availability")));
            client.disconnectForcibly(0, 100);
            client.close(true);
        }
        assertThat(heard.get("attributes"))
                .contains("\"privacy\":\"aggregate\"", "\"model\":\"probe@", "\"precision\":\"fp32\"");
        heard.values().removeIf(String::isEmpty);
        assertThat(heard).containsOnlyKeys("attributes", "availability", "cameras/lobby/availability", "instance/here");
        assertThat(folder.resolve("state/aggregation.json")).content().contains("\"no_facemask\":1");
    }

    /** They were dark all the time, and a row that is missing would not say so. */
    @Test
    void anIntervalThatEndedWhileTheGatewayWasOffHasARowOfEachCamera() throws Exception {
        var state = Files.createDirectories(folder.resolve("state"));
        Files.writeString(state.resolve("aggregation.json"), """
                {"id": "019ab000-0000-7000-8000-000000000001", "from": "2026-03-02T08:00:00Z",
                 "to": "2026-03-02T08:20:00Z", "cameras": {}}""");
        // So many that they are not there at once.
        var names = IntStream.range(0, 24).mapToObj(i -> "c" + i).toList();
        var urls = "rtsp://127.0.0.1:9/"
                + names.stream()
                        .map("\n  - id: %s\n    url: rtsp://127.0.0.1:9/"::formatted)
                        .collect(Collectors.joining());
        var config = Site.config(folder, "mqtt://127.0.0.1:9", urls, "127.0.0.1:0", "privacy:\n  mode: aggregate");
        try (var gateway = Gateway.start(config, Site.surroundings())) {
            int web = gateway.webPort().orElseThrow();
            await().atMost(PATIENCE).until(() -> get(web, "/api/aggregates").contains("08:20:00.000Z"));
            assertThat(get(web, "/api/aggregates"))
                    .contains("\"camera\":\"lobby\",\"online_s\":0,")
                    .contains(names.stream()
                            .map("\"camera\":\"%s\",\"online_s\":0,"::formatted)
                            .toList());
        }
    }

    /** They are what this mode lets out, and wait under the topic of then. */
    @Test
    void countsThatWaitSinceAnotherNameOrPrefixStayAndEventsGo() throws Exception {
        try (var before = outbox()) {
            before.append(new UUID(0, 1), "old/lobby-1/aggregates", new byte[0], Instant.now());
            before.append(new UUID(0, 2), "old/lobby-1/cameras/aggregates/events", new byte[0], Instant.now());
            before.append(new UUID(0, 3), "maskgate/site/cameras/lobby/alarms", new byte[0], Instant.now());
        }
        var config = Site.config(
                folder, "mqtt://127.0.0.1:9", "rtsp://127.0.0.1:9/", "127.0.0.1:0", "privacy:\n  mode: aggregate");
        try (var gateway = Gateway.start(config, Site.surroundings())) {
            assertThat(get(gateway.healthPort().orElseThrow(), "/metrics"))
                    .contains("maskgate_outbox_lost_total{reason=\"withdrawn\"} 2.0");
        }
        try (var after = outbox()) {
            assertThat(after.next(0, 10))
                    .extracting(Outbox.Waiting::id)
                    .contains(new UUID(0, 1))
                    .doesNotContain(new UUID(0, 2), new UUID(0, 3));
        }
    }

    private Outbox outbox() throws OutboxException {
        var metrics = new GatewayMetrics();
        return SqliteOutbox.open(
                folder.resolve("state/outbox"),
                new Size(1 << 20),
                Duration.ofDays(7),
                Clock.systemUTC(),
                System::nanoTime,
                () -> true,
                metrics);
    }

    /** Small counts among them, which that mode promised to keep to itself. */
    @Test
    void whatWasCountedForAnIntervalIsDeletedInAnotherMode() throws Exception {
        var state = Files.createDirectories(folder.resolve("state"));
        var counts = Files.writeString(state.resolve("aggregation.json"), "{}");
        var half = Files.writeString(state.resolve("aggregation.json.tmp"), "{");
        var config = Site.config(
                folder, "mqtt://127.0.0.1:9", "rtsp://127.0.0.1:9/", "127.0.0.1:0", "privacy:\n  mode: events");
        try (var _ = Gateway.start(config, Site.surroundings())) {
            assertThat(counts).doesNotExist();
            assertThat(half).doesNotExist();
        }
    }
}
