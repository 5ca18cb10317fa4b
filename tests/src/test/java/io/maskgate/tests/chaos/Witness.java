package io.maskgate.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.SeenEvent;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes down what the gateways say they made, by another way than the broker: the events on the page, and the counters. */
final class Witness {
    private final Map<String, SeenEvent> made = new LinkedHashMap<>();
    private final Set<String> ofGoodPictures = new HashSet<>();
    private double earlier;
    private double current;

    /**
     * Asks a gateway; one that does not answer in time is asked again later.
     *
     * @param goodPictures whether no camera has shown garbage for a while
     */
    void ask(GatewayProcess gateway, boolean goodPictures) {
        try {
            listen(gateway, goodPictures);
        } catch (UncheckedIOException _) {
            // Busy: what it made meanwhile is among its last hundred events still.
        }
    }

    /** Asks a gateway that is about to die. */
    void lastWords(GatewayProcess gateway) {
        await("the last words of a gateway")
                .atMost(Duration.ofMinutes(2))
                .ignoreException(UncheckedIOException.class)
                .untilAsserted(() -> listen(gateway, false));
        earlier += current;
        current = 0;
    }

    private void listen(GatewayProcess gateway, boolean goodPictures) {
        var metrics = Metrics.of(gateway.metrics());
        current = metrics.sum("maskgate_events_total");
        assertThat(metrics.sum("maskgate_outbox_lost_total"))
                .as("events the outbox gave up")
                .isZero();
        assertThat(metrics.sum("maskgate_mqtt_failures_total{reason=\"event\"}"))
                .as("events that could not be written")
                .isZero();
        for (var event : gateway.recentEvents()) {
            if (made.putIfAbsent(event.id(), event) == null && goodPictures) {
                ofGoodPictures.add(event.id());
            }
        }
    }

    /** Events the gateways showed, by id. */
    Map<String, SeenEvent> made() {
        return Map.copyOf(made);
    }

    /** Faces that were new in pictures without a wrong bit. */
    List<SeenEvent> faces() {
        return made.values().stream()
                .filter(event -> event.type().equals("new") && ofGoodPictures.contains(event.id()))
                .toList();
    }

    /** Events the gateways counted, all together, at the times they were asked last. */
    long counted() {
        return Math.round(earlier + current);
    }
}
