package io.maskgate.daemon.demo;

import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.hw.inference.MaskLabel;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Subscribes at the broker as building management would, and prints each event it gets. */
final class EventPrinter implements AutoCloseable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final long CLOSE_MILLIS = 1000;

    private final PrintStream out;
    private final MqttClient client;
    private final Set<MaskLabel> labels = EnumSet.noneOf(MaskLabel.class);
    private int events;

    EventPrinter(String url, PrintStream out) throws MqttException {
        this.out = out;
        client = new MqttClient(
                url.replaceFirst("^mqtt:", "tcp:"), "demo-" + UUID.randomUUID(), new MemoryPersistence());
    }

    void start() throws MqttException {
        client.connect();
        client.subscribe("maskgate/+/cameras/+/events", 1, (topic, message) -> print(message));
    }

    private synchronized void print(MqttMessage message) {
        MaskEvent event;
        try {
            event = EventJson.read(message.getPayload());
        } catch (IllegalArgumentException e) {
            out.println("not an event: " + new String(message.getPayload(), StandardCharsets.UTF_8));
            return;
        }
        events++;
        labels.add(event.label());
        var box = event.box();
        out.printf(
                Locale.ROOT,
                "%s %-6s %-11s %.2f  track %s #%d  box %.0f,%.0f-%.0f,%.0f%s%n",
                TIME.format(event.at().truncatedTo(ChronoUnit.MILLIS)),
                event.type().text(),
                event.label().text(),
                event.score(),
                event.track(),
                event.seq(),
                box.x0(),
                box.y0(),
                box.x1(),
                box.y1(),
                event.summary()
                        .map(s -> String.format(
                                Locale.ROOT, "  after %.1f s", s.duration().toMillis() / 1000.0))
                        .orElse(""));
    }

    synchronized int events() {
        return events;
    }

    synchronized Set<MaskLabel> labels() {
        return EnumSet.copyOf(labels.isEmpty() ? EnumSet.noneOf(MaskLabel.class) : labels);
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect(CLOSE_MILLIS);
        }
        client.close(true);
    }
}
