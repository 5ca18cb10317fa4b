package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.contract.AsyncApi;
import io.maskgate.daemon.contract.Document;
import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.Uuid7;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.mqtt.Subscriber.Heard;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A town's gateways, as far as they speak, at one real mosquitto. */
@Timeout(300)
class FleetTest {
    private static final int GATEWAYS = 500;
    private static final int EVENTS = 6;
    /** Schemas are compiled for each message: those of some gateways stand for all. */
    private static final int CHECKED = 25;

    private static final Document CONTRACT = Document.of(AsyncApi.yaml());
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path folder;

    private record Member(String name, MqttGateway mqtt, GatewayMetrics metrics, MemoryOutbox outbox) {
        static Member of(String name, String url) {
            var metrics = new GatewayMetrics();
            var outbox = new MemoryOutbox();
            var config = Gateways.config(url, MqttVersion.V5, Duration.ofSeconds(60));
            var gateway = new MqttGateway(
                    name,
                    config,
                    outbox,
                    200,
                    EventJson::write,
                    false,
                    (_, _) -> false,
                    metrics,
                    Clock.systemUTC(),
                    RANDOM);
            return new Member(name, gateway, metrics, outbox);
        }

        void live() {
            mqtt.start();
            var ids = new Uuid7(Clock.systemUTC(), RANDOM);
            for (var camera : List.of("door", "yard")) {
                mqtt.stateChanged(Gateways.status(camera, CameraState.ONLINE));
                mqtt.countsChanged(camera, new FaceCounts(2, 1, 1));
                for (int i = 1; i <= EVENTS / 2; i++) {
                    Gateways.tell(mqtt, event(camera, ids, i));
                }
            }
        }

        private MaskEvent event(String camera, Uuid7 ids, int n) {
            var plain = Gateways.event(camera, n);
            return new MaskEvent(
                    ids.get(),
                    plain.type(),
                    name,
                    camera,
                    plain.track(),
                    n,
                    plain.label(),
                    plain.score(),
                    plain.box(),
                    plain.frameWidth(),
                    plain.frameHeight(),
                    plain.zones(),
                    plain.at(),
                    plain.since(),
                    plain.model(),
                    plain.summary());
        }
    }

    @Test
    void fiveHundredGatewaysKeepTheContractAndTheirNamesApart() throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        try (var broker = Mosquitto.start(folder, "allow_anonymous true", "max_queued_messages 0");
                var subscriber = new Subscriber(broker.port())) {
            int before = threads.getThreadCount();
            var fleet = IntStream.range(0, GATEWAYS)
                    .mapToObj(i -> Member.of("gate-" + i, broker.url()))
                    .toList();
            try {
                fleet.forEach(Member::live);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(180))
                        .pollInterval(Duration.ofMillis(250))
                        .until(() -> fleet.stream()
                                .allMatch(member -> member.mqtt.status().connected()
                                        && member.outbox.health().messages() == 0));
                assertThat(threads.getThreadCount() - before)
                        .as("platform threads for %d gateways", GATEWAYS)
                        .isLessThan(50);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> events(subscriber.all()).size() >= GATEWAYS * EVENTS);
            } finally {
                closeAll(fleet);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> subscriber.all().stream()
                                    .filter(heard -> heard.text().equals("offline"))
                                    .count()
                            >= GATEWAYS);
            check(subscriber.all(), fleet);
        }
    }

    private static void closeAll(List<Member> fleet) throws InterruptedException {
        try (var closers = Executors.newVirtualThreadPerTaskExecutor()) {
            closers.invokeAll(fleet.stream()
                    .map(member -> Executors.callable(() -> member.mqtt.close(Duration.ofSeconds(30))))
                    .toList());
        }
    }

    private static List<Heard> events(List<Heard> all) {
        return all.stream().filter(heard -> heard.topic().endsWith("/events")).toList();
    }

    private static void check(List<Heard> all, List<Member> fleet) {
        var names = fleet.stream().map(Member::name).collect(Collectors.toSet());
        assertThat(all)
                .allSatisfy(heard -> assertThat(heard.topic().split("/")[1]).isIn(names));
        assertThat(all.stream()
                        .filter(heard -> heard.topic().endsWith("/availability")
                                && !heard.topic().contains("/cameras/"))
                        .collect(Collectors.groupingBy(
                                Heard::topic, Collectors.mapping(Heard::text, Collectors.toList()))))
                .hasSize(GATEWAYS)
                // Five hundred at once say goodbye: where the packet is not out within PahoThreads.GOODBYE the broker
                // takes
                // the connection for lost, and the will repeats what was said.
                .allSatisfy((_, said) -> {
                    assertThat(said).startsWith("online", "offline");
                    assertThat(said.subList(1, said.size())).containsOnly("offline");
                });

        var events = events(all);
        assertThat(events).hasSize(GATEWAYS * EVENTS);
        assertThat(events.stream().map(heard -> text(heard, "id"))).doesNotHaveDuplicates();
        assertThat(events)
                .allSatisfy(heard -> assertThat(heard.topic()).startsWith("maskgate/" + text(heard, "gateway") + "/"));

        var faults = new ArrayList<String>();
        for (var heard : all) {
            if (Integer.parseInt(heard.topic().split("/")[1].substring("gate-".length())) % (GATEWAYS / CHECKED) == 0) {
                CONTRACT.faults(heard.topic(), heard.text().getBytes(StandardCharsets.UTF_8))
                        .forEach(fault -> faults.add(heard.topic() + ": " + fault));
            }
        }
        assertThat(faults).isEmpty();
        assertThat(fleet).allSatisfy(member -> {
            assertThat(member.metrics.mqttRivals.get()).isZero();
            assertThat(member.metrics.mqttFailures.labelValues("taken_over").get())
                    .isZero();
        });
    }

    private static String text(Heard event, String key) {
        return event.text().replaceFirst(".*\"" + key + "\":\"([^\"]+)\".*", "$1");
    }
}
