package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.mqtt.WireException.Kind;
import io.maskgate.daemon.sparkplug.EdgeNode;
import io.maskgate.daemon.sparkplug.Names;
import io.maskgate.daemon.sparkplug.Order;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Carries what the Sparkplug node says to the broker, over a connection of its own: a connection has one will, and that of
 * the ordinary one says {@code offline}. Thread-safe; one virtual thread does the work.
 */
public final class SparkplugEdge implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final BrokerKeys.Mqtt config;
    private final EdgeNode node;
    private final Names names;
    private final Orders orders;
    private final Subscriptions subscriptions;
    private final Echo echo;
    private final Twins twins;
    private final Optional<PrimaryHost> host;
    private final BooleanSupplier allowed;
    private final GatewayMetrics metrics;
    private final Clock clock;
    private final Pace pace;
    private final Wire.Factory wires;
    private final BirthCount births;
    private final Keeper keeper;
    private final AtomicBoolean again = new AtomicBoolean();
    private volatile @Nullable SparkplugSession session;

    /**
     * Checks address and certificates; nothing is opened before {@link #start}.
     *
     * @param gateway the gateway's name
     * @param state folder in which the connections are counted
     * @param allowed false while another daemon speaks under this gateway's name
     * @throws IllegalArgumentException naming the key, what was expected, what was found and the remedy
     */
    public SparkplugEdge(
            String gateway,
            BrokerKeys.Mqtt config,
            EdgeNode node,
            Path state,
            CommandHandler handler,
            BooleanSupplier allowed,
            GatewayMetrics metrics,
            Clock clock,
            RandomGenerator random) {
        this(gateway, config, node, state, handler, allowed, metrics, clock, random, Pace.USUAL);
    }

    SparkplugEdge(
            String gateway,
            BrokerKeys.Mqtt config,
            EdgeNode node,
            Path state,
            CommandHandler handler,
            BooleanSupplier allowed,
            GatewayMetrics metrics,
            Clock clock,
            RandomGenerator random,
            Pace pace) {
        this.config = config;
        this.node = node;
        this.allowed = allowed;
        this.metrics = metrics;
        this.clock = clock;
        this.pace = pace;
        names = names(gateway, config.sparkplug());
        var counted = Counted.sparkplug(metrics);
        subscriptions = new Subscriptions(config.connectTimeout(), pace.maxBackoff(), counted, System::nanoTime);
        echo = new Echo(names.birth(), unheard(), pace.ackTimeout(), counted);
        twins = new Twins(names, pace, counted, System::nanoTime);
        host = config.sparkplug()
                .primaryHost()
                .map(id -> new PrimaryHost(id, node, pace.takenOver(), System::nanoTime));
        orders = new Orders(handler, metrics, System::nanoTime);
        births = new BirthCount(state.resolve("sparkplug-bdseq"));
        wires = Wires.of(
                config,
                config.clientId().orElse(gateway) + "-sparkplug",
                () -> Optional.of(new Will(names.death(), node.connecting(births.next()), false)));
        keeper = new Keeper(" for Sparkplug", new Visit(), pace, counted, clock, random);
    }

    private String unheard() {
        return "the broker takes the births of this node at " + names.birth()
                + " and does not pass them on: its access list must let the gateway read and write " + names.all()
                + "; until then hosts may hear nothing of the node";
    }

    /** The node's topics. */
    public static Names names(String gateway, BrokerKeys.Sparkplug config) {
        return new Names(config.group(), config.node().orElse(gateway));
    }

    /** Begins to connect; returns at once. */
    public void start() {
        keeper.start();
    }

    /** The node has something new to say, or gave up something older for it. */
    public void wake() {
        // Not by the connection, which may be away for days.
        metrics.sparkplugDropped.inc(node.takeDropped());
        var current = session;
        if (current != null) {
            current.wake();
        }
    }

    /** The broker may let the node listen by now where it did not. */
    public void tryAgain() {
        again.set(true);
        wake();
    }

    /** At once, from memory; nothing waits here that is counted. */
    public MqttHealth status() {
        var health = keeper.status(0);
        if (!health.connected()) {
            return health;
        }
        boolean waits = host.isPresent() && node.isWaiting();
        for (var trouble : List.of(waits ? host.get().waiting() : echo.words(), twins.words())) {
            health = trouble.isEmpty() ? health : health.and(trouble);
        }
        return health;
    }

    private String hostId() {
        return config.sparkplug().primaryHost().orElse("");
    }

    /** Why this process must be restarted; empty while it can go on. */
    public Optional<String> fatal() {
        return keeper.fatal();
    }

    /** Says that the node is gone, and goes. */
    @Override
    public void close() {
        close(CLOSING);
    }

    /** Like {@link #close()} with another deadline. */
    public void close(Duration deadline) {
        keeper.close(deadline);
        orders.close();
    }

    private void arrived(String topic, byte[] payload, boolean retained) {
        if (topic.equals(names.birth())) {
            if (!retained) {
                born(payload);
            }
            return;
        }
        // A command that the broker kept would be obeyed again at every reconnect; a host's state is always kept there.
        boolean state = topic.startsWith(Names.state(""));
        if (retained && !state) {
            orders.ignore(Orders.Ignored.RETAINED);
            return;
        }
        switch (node.arrived(topic, payload)) {
            case Order.Done() -> {
                if (!state) {
                    metrics.mqttCommands.labelValues("accepted").inc();
                }
            }
            case Order.Enable(String camera, boolean enabled) -> orders.enqueue(camera, enabled);
            case Order.Outdated() -> host.ifPresent(PrimaryHost::outdated);
            case Order.Ignored() -> {
                if (state) {
                    host.ifPresent(PrimaryHost::unreadable);
                } else {
                    orders.ignore(Orders.Ignored.PAYLOAD);
                }
            }
        }
        wake();
    }

    private void born(byte[] birth) {
        if (twins.isOwn(birth)) {
            echo.arrived(names.birth());
        } else if (twins.heard()) {
            // So that the other hears of this one too.
            node.beBornAgain();
            wake();
        }
    }

    /** What comes by itself during a connection. */
    private final class Incoming implements Session.Incoming {
        private final Wire wire;
        /** Births were said; that a primary host delays them is no fault of the broker's. */
        private boolean born;

        /** When they were said for want of an echo, in nanoseconds. */
        private long bornAt;

        Incoming(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void arrived(String topic, byte[] payload, boolean retained) {
            SparkplugEdge.this.arrived(topic, payload, retained);
        }

        @Override
        public void passed() throws WireException, InterruptedException {
            if (keeper.isClosing()) {
                return;
            }
            if (again.getAndSet(false)) {
                subscriptions.hurry();
            }
            boolean wasDeaf = subscriptions.isRefused(names.birth());
            boolean asked = subscriptions.tryAgain(wire);
            asked |= host.isPresent() && host.get().askAgain(subscriptions, wire);
            if (asked) {
                keeper.remark(subscriptions.refused());
            }
            long now = System.nanoTime();
            if (!born && node.isBorn()) {
                born = true;
                bornAt = now;
                echo.spoke(now);
            }
            if (wasDeaf && !subscriptions.isRefused(names.birth())) {
                echo.connected(true, now);
                node.beBornAgain();
            }
            // A host that hears them, while the gateway does not, is to have them seldom.
            if (echo.passed(now, born) && now - bornAt >= pace.takenOver().toNanos()) {
                bornAt = now;
                node.beBornAgain();
            }
            if (twins.passed()) {
                node.beBornAgain();
            }
        }
    }

    /** One connection. */
    private final class Visit implements Keeper.Visit {
        private boolean reached;

        @Override
        public void make() throws WireException, InterruptedException {
            reached = false;
            if (!allowed.getAsBoolean()) {
                throw new WireException(Kind.RIVAL, "another daemon speaks under this gateway's name");
            }
            var wire = create();
            try {
                var current = new SparkplugSession(wire, node, names, twins, new Incoming(wire), metrics, pace, clock);
                current.granted(wire.connect(config.connectTimeout(), current));
                reached = true;
                subscriptions.begin();
                subscriptions.make(wire, "Sparkplug's commands to the node", names.commands(), false);
                subscriptions.make(wire, "Sparkplug's commands to cameras", names.deviceCommands(), false);
                echo.connected(subscriptions.make(wire, "its own births", names.birth(), false), System.nanoTime());
                // Before the host's state arrives, which may let the births go.
                node.connected();
                if (host.isPresent()) {
                    host.get().listen(subscriptions, wire);
                }
                session = current;
                keeper.welcome(
                        subscriptions.refused(),
                        node.isWaiting() ? " Births wait for the primary host " + hostId() + "." : "");
                current.run(keeper::isClosing);
                wire.disconnect(keeper.isClosing() ? keeper.left().dividedBy(2) : CLOSING);
                if (!keeper.isClosing()) {
                    throw new WireException(Kind.HOST_AWAY, "the primary host " + hostId() + " went away");
                }
            } finally {
                session = null;
                node.lost();
                wire.dispose();
                // After that: until then it may still be opened. There are thousands of attempts a day, and flash wears
                // out.
                if (!wire.isOpened()) {
                    births.unused();
                }
            }
        }

        private Wire create() throws WireException {
            try {
                return wires.create();
            } catch (WireException e) {
                // The will was asked for before.
                births.unused();
                throw e;
            }
        }

        @Override
        public Duration ended(WireException why, Duration lasted, Duration usual) {
            if (!reached && Set.of(Kind.UNREACHABLE, Kind.TIMEOUT).contains(why.kind())) {
                subscriptions.away();
            }
            return why.kind() == Kind.TAKEN_OVER || why.kind() == Kind.RIVAL
                    ? pace.takenOver().plus(usual)
                    : usual;
        }

        @Override
        public void wake() {
            SparkplugEdge.this.wake();
        }
    }
}
