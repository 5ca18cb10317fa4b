package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.mqtt.WireException.Kind;
import io.maskgate.daemon.outbox.Outbox;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final byte[] OFFLINE = "offline".getBytes(StandardCharsets.UTF_8);

    private final BrokerKeys.Mqtt config;
    private final Topics topics;
    private final Outbox outbox;
    private final Deliveries deliveries;
    private final GatewayMetrics metrics;
    private final Clock clock;
    private final Pace pace;
    private final Wire.Factory wires;
    private final Retained retained = new Retained();
    private final Subscriptions subscriptions;
    private final Echo echo;
    private final Drain drain;
    private final Suspects suspects = new Suspects();
    private final Orders orders;
    private final Commands commands;
    private final Optional<HomeAssistant> home;
    private final Announcements announcements;

    private final Wire.Factory probes;
    private final Rivals rivals;
    private final Keeper keeper;
    private final AtomicBoolean outlivedSaid = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private volatile @Nullable Session session;

    /**
     * Checks address and certificates; nothing is opened before {@link #start}.
     *
     * @param gateway the gateway's name in topics
     * @param drainRate messages a second at most
     * @param json the payload of an event
     * @param aggregatesOnly whether counts per interval are all that may leave
     * @throws IllegalArgumentException naming the key, what was expected, what was found and the remedy
     */
    public MqttGateway(
            String gateway,
            BrokerKeys.Mqtt config,
            Outbox outbox,
            int drainRate,
            Function<MaskEvent, byte[]> json,
            boolean aggregatesOnly,
            CommandHandler handler,
            GatewayMetrics metrics,
            Clock clock,
            RandomGenerator random) {
        this(
                gateway,
                config,
                outbox,
                json,
                aggregatesOnly,
                handler,
                metrics,
                clock,
                random,
                Pace.USUAL.withPerSecond(drainRate),
                wires(gateway, config));
    }

    MqttGateway(
            String gateway,
            BrokerKeys.Mqtt config,
            Outbox outbox,
            Function<MaskEvent, byte[]> json,
            boolean aggregatesOnly,
            CommandHandler handler,
            GatewayMetrics metrics,
            Clock clock,
            RandomGenerator random,
            Pace pace,
            Wire.Factory wires) {
        this.config = config;
        this.outbox = outbox;
        this.metrics = metrics;
        this.clock = clock;
        this.pace = pace;
        this.wires = wires;
        topics = new Topics(config.prefix(), gateway);
        var counted = Counted.ordinary(metrics);
        deliveries = new Deliveries(outbox, topics, json, metrics, clock);
        subscriptions = new Subscriptions(config.connectTimeout(), pace.maxBackoff(), counted, System::nanoTime);
        echo = Echo.of(topics, pace.ackTimeout(), counted);
        drain = new Drain(outbox, pace, metrics, topics.underThisPrefix());
        orders = new Orders(handler, metrics, System::nanoTime);
        commands = new Commands(topics, orders);
        home = HomeAssistant.of(config.homeAssistant(), gateway, topics, aggregatesOnly);
        rivals = new Rivals(topics, pace, metrics, System::nanoTime);
        probes = Wires.of(config, config.clientId().orElse(gateway) + "-look-" + rivals.instance(), Optional::empty);
        announcements = new Announcements(retained, topics, home, rivals.here(), pace.countsInterval());
        keeper = new Keeper("", new Visit(), pace, counted, clock, random);
    }

    static Wire.Factory wires(String gateway, BrokerKeys.Mqtt config) {
        var will = Will.offline(new Topics(config.prefix(), gateway).availability());
        return Wires.of(config, config.clientId().orElse(gateway), () -> Optional.of(will));
    }

    /**
     * What stands at the broker from an earlier process; before {@link #start}.
     *
     * @param earlier what it may hold; what is not configured any more is taken away there
     * @param configured cameras
     */
    public void expect(Published earlier, Set<String> configured) {
        announcements.expect(earlier, configured);
    }

    /** What the broker may hold. */
    public Published published() {
        return announcements.published();
    }

    /** Begins to connect; returns at once. */
    public void start() {
        keeper.start();
    }

    @Override
    public void stateChanged(CameraStatus status) {
        announcements.state(status);
        wake();
    }

    @Override
    public void countsChanged(String camera, FaceCounts counts) {
        announcements.counts(camera, counts);
        wake();
    }

    @Override
    public void removed(String camera) {
        announcements.removed(camera);
        wake();
    }

    @Override
    public void countsWithheld(String camera) {
        announcements.withheld(camera);
        wake();
    }

    @Override
    public void event(MaskEvent event) {
        deliveries.event(event);
    }

    @Override
    public void ruled(RuleNews news) {
        switch (news) {
            case LineCrossing crossing -> deliveries.crossing(crossing);
            case AlarmEvent event -> deliveries.alarm(event);
            case RuleNews.AlarmState state -> announcements.alarm(state);
            case RuleNews.ComplianceRate rate -> announcements.compliance(rate);
        }
    }

    @Override
    public void told() {
        deliveries.sync();
        wake();
    }

    /** Counts of an interval, by way of the outbox as events are; at once. */
    public void aggregate(Aggregate aggregate) {
        deliveries.aggregate(aggregate);
        wake();
    }

    /** What this gateway is, as JSON, retained. */
    public void attributes(String text) {
        announcements.attributes(text);
        wake();
    }

    /** Whether messages of this topic of the outbox hold counts per interval alone. */
    public static boolean isAggregate(String topic) {
        return Topics.isAggregates(topic);
    }

    /** Whether another daemon speaks under this gateway's name, so that this one keeps still. */
    public boolean isDisplaced() {
        return rivals.isDisplaced();
    }

    /** At once, from memory. */
    public MqttHealth status() {
        var health = keeper.status(outbox.health().messages());
        if (!health.connected()) {
            return health;
        }
        for (var trouble : List.of(rivals.words(), echo.words(), retained.unsayable(), drain.held())) {
            health = trouble.isEmpty() ? health : health.and(trouble);
        }
        return health;
    }

    /** Why this process must be restarted; empty while it can go on. */
    public Optional<String> fatal() {
        return keeper.fatal();
    }

    /** Delivers what the broker takes within three seconds, says {@code offline}, and goes. */
    @Override
    public void close() {
        close(CLOSING);
    }

    /** Like {@link #close()} with another deadline; what is not acknowledged by then stays in the outbox. */
    public void close(Duration deadline) {
        keeper.close(deadline);
        orders.close();
    }

    private void arrived(String topic, byte[] payload, boolean isRetained) {
        echo.arrived(topic);
        if (topic.equals(topics.ask()) || topic.equals(topics.here())) {
            if (rivals.heard(topic, payload)) {
                announcements.sayHere();
                wake();
            }
        } else if (topic.equals(topics.availability())) {
            outlived(payload, isRetained);
        } else if (home.filter(it -> it.isStatus(topic)).isEmpty()) {
            commands.arrived(topic, payload, isRetained);
        } else if (home.get().isBirth(topic, payload)) {
            announcements.describeAgain();
            wake();
        }
    }

    /** A broker that holds a broken connection for longer than we do says its will when we are back. */
    private void outlived(byte[] payload, boolean isRetained) {
        if (Arrays.equals(payload, OFFLINE) && !keeper.isClosing()) {
            // What is stored is this gateway's last goodbye. Whoever may publish there could fill the log with it.
            LOG.log(
                    isRetained || outlivedSaid.getAndSet(true) ? Level.DEBUG : Level.INFO,
                    "\"offline\" was said in this gateway's name, as by an earlier connection's will: it is online");
            announcements.sayOnline();
            wake();
        }
    }

    /** The broker may take by now what it had something against. */
    public void tryAgain() {
        again.set(true);
        wake();
    }

    private void tryTopicsAgain() {
        suspects.forget();
        retained.tryAgain();
        drain.tryAgain(System.nanoTime());
    }

    private void wake() {
        var current = session;
        if (current != null) {
            current.wake();
        }
    }

    /** What comes by itself during a connection. */
    private final class Incoming implements Session.Incoming {
        private final Wire wire;

        Incoming(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void arrived(String topic, byte[] payload, boolean isRetained) {
            MqttGateway.this.arrived(topic, payload, isRetained);
        }

        @Override
        public void passed() throws WireException, InterruptedException {
            if (again.getAndSet(false)) {
                tryTopicsAgain();
                subscriptions.hurry();
            }
            boolean wasDeaf = subscriptions.isRefused(topics.here());
            if (!keeper.isClosing() && subscriptions.tryAgain(wire)) {
                keeper.remark(subscriptions.refused());
                if (wasDeaf && !subscriptions.isRefused(topics.here())) {
                    echo.connected(true, System.nanoTime());
                    announcements.sayHere();
                }
            }
            if (echo.passed(System.nanoTime(), retained.isTaken(topics.here())) | rivals.passed()) {
                announcements.sayHere();
            }
        }
    }

    /** One connection. */
    private final class Visit implements Keeper.Visit {
        private boolean reached;

        @Override
        public void make() throws WireException, InterruptedException {
            reached = false;
            rivals.stepBack(probes, config.connectTimeout());
            var wire = wires.create();
            try {
                var current = new Session(wire, retained, drain, suspects, new Incoming(wire), metrics, pace, clock);
                current.granted(wire.connect(config.connectTimeout(), current));
                reached = true;
                echo.connected(new Listening(subscriptions, topics, home).begin(wire), System.nanoTime());
                rivals.connected();
                announcements.connected();
                session = current;
                long waiting = outbox.health().messages();
                current.waited(waiting);
                keeper.welcome(subscriptions.refused(), pace.forBacklog(waiting));
                current.run(new Leaving());
                leave(wire, current);
            } finally {
                session = null;
                wire.dispose();
            }
        }

        @Override
        public Duration ended(WireException why, Duration lasted, Duration usual) {
            if (!reached && Set.of(Kind.UNREACHABLE, Kind.TIMEOUT).contains(why.kind())) {
                // Then the network may have been why others ended, and a broker that was away may allow more now.
                tryTopicsAgain();
                subscriptions.away();
            }
            return rivals.ended(why, lasted, usual);
        }

        @Override
        public void wake() {
            MqttGateway.this.wake();
        }
    }

    /** Keeps a third of the time for the goodbye. */
    private final class Leaving implements Session.Farewell {
        @Override
        public boolean isAsked() {
            return keeper.isClosing();
        }

        @Override
        public boolean isDue() {
            return keeper.left().compareTo(CLOSING.dividedBy(3)) < 0;
        }
    }

    private void leave(Wire wire, Session current) throws InterruptedException {
        try {
            current.sayLast(topics.availability(), OFFLINE, keeper.left().dividedBy(2));
            wire.disconnect(keeper.left().dividedBy(2));
        } catch (WireException e) {
            LOG.log(Level.WARNING, "The broker was lost while saying goodbye: {0}", e.getMessage());
        }
    }
}
