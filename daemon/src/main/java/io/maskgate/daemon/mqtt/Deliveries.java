package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.events.AggregateJson;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleJson;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** What goes to the broker by way of the outbox: each of it must arrive, once. Thread-safe. */
final class Deliveries {
    private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());

    private final Outbox outbox;
    private final Topics topics;
    private final Function<MaskEvent, byte[]> json;
    private final GatewayMetrics metrics;
    private final InstantSource clock;

    /** @param json the payload of an event */
    Deliveries(
            Outbox outbox,
            Topics topics,
            Function<MaskEvent, byte[]> json,
            GatewayMetrics metrics,
            InstantSource clock) {
        this.outbox = outbox;
        this.topics = topics;
        this.json = json;
        this.metrics = metrics;
        this.clock = clock;
    }

    void event(MaskEvent event) {
        // An end tells of a face that went a while ago: it happens when that is known.
        boolean end = event.type() == MaskEvent.Type.END;
        append(
                event.id(),
                topics.of(event.gateway()).events(event.camera()),
                () -> json.apply(event),
                end ? clock.instant() : event.at(),
                new Outbox.Series(event.track(), end));
    }

    void crossing(LineCrossing crossing) {
        append(
                crossing.id(),
                topics.lines(crossing.camera()),
                () -> RuleJson.write(crossing),
                crossing.at(),
                Outbox.Series.NONE);
    }

    /** In a series of its own, so that a process that comes after a crash knows of an alarm that is on. */
    void alarm(AlarmEvent event) {
        append(
                event.id(),
                topics.of(event.gateway()).alarms(event.camera()),
                () -> RuleJson.write(event),
                event.at(),
                new Outbox.Series("alarm/" + event.alarm(), !event.on()));
    }

    private void append(UUID id, String topic, Supplier<byte[]> payload, Instant at, Outbox.Series series) {
        try {
            outbox.enqueue(id, topic, payload.get(), at, series);
        } catch (RuntimeException e) {
            metrics.mqttFailures.labelValues("event").inc();
            LOG.log(Level.ERROR, "An event could not be written", e);
        }
    }

    /** All that came so far survives a loss of power, or the outbox tells why it does not. */
    void sync() {
        outbox.sync();
    }

    /** Counts of an interval. */
    void aggregate(Aggregate aggregate) {
        outbox.append(aggregate.id(), topics.aggregates(), AggregateJson.write(aggregate), aggregate.to());
    }
}
