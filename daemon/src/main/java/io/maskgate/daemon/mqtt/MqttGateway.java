package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.events.AggregateJson;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleJson;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.retry.Backoff;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's end of the broker connection: keeps it, tells the state of gateway and cameras, delivers the outbox, and
 * listens for commands. Thread-safe; one virtual thread does the work.
 */
public final class MqttGateway implements CameraListener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MqttGateway.class.getName());
    private static final Duration CLOSING = Duration.ofSeconds(3);
    private static final List<String> COUNTS = List.of("people", "facemask", "no_facemask");

    private final GatewayConfig.Mqtt config;
    private final Topics topics;
    private final Outbox outbox;
    private final Function<MaskEvent, byte[]> json;
    private final GatewayMetrics metrics;
    private final Clock clock;
    private final Pace pace;
    private final Wire.Factory wires;
    private final Backoff backoff;
    private final Retained retained = new Retained();
    private final Drain drain;
    private final Commands commands;
    private final Optional<HomeAssistant> home;
    private final Set<String> cameras = new ConcurrentSkipListSet<>();
    /** Those with an alarm configured. */
    private final Set<String> alarming = new ConcurrentSkipListSet<>();

    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile long closeBy = Long.MAX_VALUE;
    private volatile @Nullable Session session;
    private volatile State state;
    private volatile long attempts;

    /** @param nanos the same moment as {@code since}, by a clock that nobody sets */
    private record State(boolean connected, Instant since, long nanos, String detail) {}

    /**
     * Checks address and certificates; nothing is opened before {@link #start}.
     *
     * @param gateway the gateway's name in topics
     * @param drainRate events a second at most
     * @param json the payload of an event
     * @throws IllegalArgumentException naming the key, what was expected, what was found and the remedy
     */
    public MqttGateway(
            String gateway,
            GatewayConfig.Mqtt config,
            Outbox outbox,
            int drainRate,
            Function<MaskEvent, byte[]> json,
            CommandHandler handler,
            GatewayMetrics metrics,
            Clock clock,
            RandomGenerator random) {
        this(
                gateway,
                config,
                outbox,
                json,
                handler,
                metrics,
                clock,
                random,
                Pace.USUAL.withPerSecond(drainRate),
                wires(gateway, config));
    }

    MqttGateway(
            String gateway,
            GatewayConfig.Mqtt config,
            Outbox outbox,
            Function<MaskEvent, byte[]> json,
            CommandHandler handler,
            GatewayMetrics metrics,
            Clock clock,
            RandomGenerator random,
            Pace pace,
            Wire.Factory wires) {
        this.config = config;
        this.outbox = outbox;
        this.json = json;
        this.metrics = metrics;
        this.clock = clock;
        this.pace = pace;
        this.wires = wires;
        topics = new Topics(config.prefix(), gateway);
        backoff = new Backoff(pace.firstBackoff(), pace.maxBackoff(), random);
        drain = new Drain(outbox, pace, metrics);
        commands = new Commands(topics, handler, metrics, clock);
        home = HomeAssistant.of(config.homeAssistant(), gateway, topics);
        state = new State(false, clock.instant(), System.nanoTime(), "not connected yet");
        retained.put(topics.availability(), "online", Duration.ZERO);
        thread = Thread.ofVirtual().name("mqtt").unstarted(this::keepConnected);
    }

    static Wire.Factory wires(String gateway, GatewayConfig.Mqtt config) {
        BrokerAddress broker;
        try {
            broker = BrokerAddress.parse(config.url());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("mqtt.url: " + e.getMessage(), e);
        }
        if (broker.tls()) {
            TlsFiles.context(config.tls());
        }
        var login = new Login(
                broker, config.clientId().orElse(gateway), config, new Topics(config.prefix(), gateway).availability());
        var words = new Words(broker, TlsFiles.trust(config.tls()));
        return switch (config.version()) {
            case V5 -> () -> new PahoV5Wire(login, words);
            case V3_1_1 -> () -> new PahoV3Wire(login, words, Pace.USUAL.window());
        };
    }

    /** Begins to connect; returns at once. */
    public void start() {
        metrics.mqttConnected.set(0);
        thread.start();
    }

    @Override
    public void stateChanged(CameraStatus status) {
        retained.put(topics.cameraAvailability(status.id()), status.state().text(), Duration.ZERO);
        if (cameras.add(status.id())) {
            describe();
        }
        wake();
    }

    private void describe() {
        home.ifPresent(it -> retained.put(it.topic(), it.device(cameras, alarming), Duration.ZERO));
    }

    @Override
    public void countsChanged(String camera, FaceCounts counts) {
        retained.put(topics.count(camera, "people"), Integer.toString(counts.people()), pace.countsInterval());
        retained.put(topics.count(camera, "facemask"), Integer.toString(counts.facemask()), pace.countsInterval());
        retained.put(topics.count(camera, "no_facemask"), Integer.toString(counts.noFacemask()), pace.countsInterval());
        wake();
    }

    /** An empty retained message takes the last one away from the broker. */
    @Override
    public void removed(String camera) {
        retained.put(topics.cameraAvailability(camera), "", Duration.ZERO);
        for (var count : COUNTS) {
            retained.put(topics.count(camera, count), "", pace.countsInterval());
        }
        retained.put(topics.alarm(camera), "", Duration.ZERO);
        retained.put(topics.compliance(camera), "", pace.countsInterval());
        alarming.remove(camera);
        if (cameras.remove(camera)) {
            describe();
        }
        wake();
    }

    @Override
    public void event(MaskEvent event) {
        try {
            // An end tells of a face that went a while ago: it happens when that is known.
            boolean end = event.type() == MaskEvent.Type.END;
            var at = end ? clock.instant() : event.at();
            outbox.append(
                    event.id(),
                    topics.events(event.camera()),
                    json.apply(event),
                    at,
                    new Outbox.Series(event.track(), end));
        } catch (RuntimeException e) {
            metrics.mqttFailures.labelValues("event").inc();
            LOG.log(Level.ERROR, "An event could not be written", e);
        }
        wake();
    }

    @Override
    public void ruled(RuleNews news) {
        switch (news) {
            case LineCrossing crossing ->
                append(
                        crossing.id(),
                        topics.lines(crossing.camera()),
                        RuleJson.write(crossing),
                        crossing.at(),
                        Outbox.Series.NONE);
            // In a series of its own, so that a process that comes after a crash knows of an alarm that is on.
            case AlarmEvent event ->
                append(
                        event.id(),
                        topics.alarms(event.camera()),
                        RuleJson.write(event),
                        event.at(),
                        new Outbox.Series("alarm/" + event.alarm(), !event.on()));
            case RuleNews.AlarmState(String camera, var on) -> {
                // Where no alarm is configured any more, the broker may still hold one.
                retained.put(
                        topics.alarm(camera), on.map(it -> it ? "on" : "off").orElse(""), Duration.ZERO);
                if (on.isPresent() ? alarming.add(camera) : alarming.remove(camera)) {
                    describe();
                }
            }
            case RuleNews.ComplianceRate(String camera, var percent) ->
                retained.put(
                        topics.compliance(camera),
                        percent.isPresent() ? Integer.toString(percent.getAsInt()) : "unknown",
                        pace.countsInterval());
        }
        wake();
    }

    /** An empty retained message takes away what an earlier run under another privacy mode left at the broker. */
    @Override
    public void countsWithheld(String camera) {
        for (var count : COUNTS) {
            retained.put(topics.count(camera, count), "", pace.countsInterval());
        }
        retained.put(topics.alarm(camera), "", Duration.ZERO);
        retained.put(topics.compliance(camera), "", pace.countsInterval());
        wake();
    }

    private void append(UUID id, String topic, byte[] payload, Instant at, Outbox.Series series) {
        try {
            outbox.append(id, topic, payload, at, series);
        } catch (RuntimeException e) {
            metrics.mqttFailures.labelValues("event").inc();
            LOG.log(Level.ERROR, "An event could not be written", e);
        }
    }

    /** Counts of an interval, by way of the outbox as events are; at once. */
    public void aggregate(Aggregate aggregate) {
        outbox.append(aggregate.id(), topics.aggregates(), AggregateJson.write(aggregate), aggregate.to());
        wake();
    }

    /** What this gateway is, as JSON, retained. */
    public void attributes(String text) {
        retained.put(topics.attributes(), text, Duration.ZERO);
        wake();
    }

    /** Whether messages of this topic of the outbox hold counts per interval alone. */
    public boolean isAggregate(String topic) {
        return topic.equals(topics.aggregates());
    }

    /** At once, from memory. */
    public MqttHealth status() {
        var now = state;
        return new MqttHealth(
                now.connected, now.since, now.detail, attempts, outbox.health().messages());
    }

    /** Delivers what the broker takes within three seconds, says {@code offline}, and goes. */
    @Override
    public void close() {
        close(CLOSING);
    }

    /** Like {@link #close()} with another deadline; what is not acknowledged by then stays in the outbox. */
    public void close(Duration deadline) {
        long now = System.nanoTime();
        closeBy = now + deadline.toNanos();
        closing.countDown();
        wake();
        if (session == null) {
            thread.interrupt();
        }
        try {
            if (thread.getState() != Thread.State.NEW && !thread.join(deadline)) {
                thread.interrupt();
                LOG.log(Level.WARNING, "The broker did not let go in time; the will says offline.");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        commands.close();
    }

    private void arrived(String topic, byte[] payload, boolean isRetained) {
        if (home.filter(it -> it.status().equals(topic)).isEmpty()) {
            commands.arrived(topic, payload, isRetained);
        } else if (home.get().isBirth(topic, payload)) {
            retained.sayAgain(home.get().topic());
            wake();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void wake() {
        var current = session;
        if (current != null) {
            current.wake();
        }
    }

    private void keepConnected() {
        try {
            while (!isClosing()) {
                var pause = connectOnce();
                if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            metrics.mqttConnected.set(0);
        }
    }

    /** One connection from beginning to end; returns how long to wait before the next. */
    private Duration connectOnce() throws InterruptedException {
        if (attempts++ > 0) {
            metrics.mqttReconnects.inc();
        }
        long connectedAt = Long.MAX_VALUE;
        Wire wire = null;
        try {
            wire = wires.create();
            var current = new Session(wire, retained, drain, this::arrived, metrics, pace, clock);
            current.granted(wire.connect(config.connectTimeout(), current));
            connectedAt = System.nanoTime();
            var subscribed = wire.subscribe(topics.commands(), config.connectTimeout());
            if (home.isPresent()) {
                wire.subscribe(home.get().status(), config.connectTimeout());
            }
            session = current;
            current.waited(outbox.health().messages());
            connected(subscribed);
            current.run(new Leaving());
            leave(wire, current);
            return Duration.ZERO;
        } catch (WireException e) {
            if (System.nanoTime() - connectedAt > pace.stableAfter().toNanos()) {
                backoff.reset();
            }
            disconnected(e);
            return e.kind() == WireException.Kind.TAKEN_OVER ? pace.takenOver().plus(backoff.next()) : backoff.next();
        } finally {
            session = null;
            if (wire != null) {
                wire.dispose();
            }
        }
    }

    /** Keeps a third of the time for the goodbye. */
    private final class Leaving implements Session.Farewell {
        @Override
        public boolean isAsked() {
            return isClosing();
        }

        @Override
        public boolean isDue() {
            return closeBy - System.nanoTime() < CLOSING.toNanos() / 3;
        }
    }

    private void leave(Wire wire, Session current) throws InterruptedException {
        try {
            var offline = "offline".getBytes(StandardCharsets.UTF_8);
            current.sayLast(topics.availability(), offline, left().dividedBy(2));
            wire.disconnect(left().dividedBy(2));
            LOG.log(Level.INFO, "Disconnected from the broker.");
        } catch (WireException e) {
            LOG.log(Level.WARNING, "The broker was lost while saying goodbye: {0}", e.getMessage());
        }
        state = new State(false, clock.instant(), System.nanoTime(), "closed");
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, closeBy - System.nanoTime()));
    }

    private void connected(Wire.Receipt subscribed) {
        var before = state;
        var detail = subscribed instanceof Wire.Receipt.Refused(int code)
                ? "the broker refuses the subscription to commands: " + Reasons.words(code)
                : "";
        state = new State(true, clock.instant(), System.nanoTime(), detail);
        metrics.mqttConnected.set(1);
        LOG.log(
                Level.INFO,
                "Connected to the broker after {0} s.{1}{2}",
                Long.toString(Duration.ofNanos(state.nanos - before.nanos).toSeconds()),
                backlog(),
                detail.isEmpty() ? "" : " But " + detail + ".");
    }

    private String backlog() {
        long waiting = outbox.health().messages();
        return waiting <= pace.window()
                ? ""
                : " " + waiting + " events wait; at " + pace.perSecond() + " a second that takes "
                        + (waiting / pace.perSecond() + 1) + " s.";
    }

    private void disconnected(WireException why) {
        metrics.mqttFailures.labelValues(why.kind().label()).inc();
        metrics.mqttConnected.set(0);
        var before = state;
        var words = String.valueOf(why.getMessage());
        if (before.connected || !before.detail.equals(words)) {
            LOG.log(Level.WARNING, "Not connected to the broker: {0}", words);
        }
        state = before.connected
                ? new State(false, clock.instant(), System.nanoTime(), words)
                : new State(false, before.since, before.nanos, words);
    }
}
