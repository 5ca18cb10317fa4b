package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.Statuses;
import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.config.Secret;
import io.maskgate.daemon.config.Size;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.OutboxException;
import io.maskgate.daemon.outbox.SqliteOutbox;
import io.maskgate.daemon.sparkplug.EdgeNode;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Gateways as a test wants them: quick to come back, with an event's id as its payload. */
final class Gateways {
    static final Pace QUICK = new Pace(
            Duration.ofMillis(50),
            Duration.ofMillis(300),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            16,
            2000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));

    private static final BrokerKeys.HomeAssistant NO_HOME = new BrokerKeys.HomeAssistant(false, "homeassistant");

    private static final BrokerKeys.Sparkplug NO_SPARKPLUG =
            new BrokerKeys.Sparkplug(false, "maskgate", Optional.empty(), Optional.empty());

    final GatewayMetrics metrics = new GatewayMetrics();
    final SqliteOutbox outbox;

    private final Clock clock;

    Gateways(Path folder) throws OutboxException {
        this(folder, Clock.systemUTC(), new Size(1 << 26), Duration.ofDays(7));
    }

    Gateways(Path folder, Clock clock, Size maxSize, Duration maxAge) throws OutboxException {
        this.clock = clock;
        LongSupplier nanoTime = clock instanceof MovableClock moved ? moved::nanos : System::nanoTime;
        outbox = SqliteOutbox.open(folder.resolve("state"), maxSize, maxAge, clock, nanoTime, () -> true, metrics);
    }

    MqttGateway gateway(BrokerKeys.Mqtt config) {
        return gateway(config, (_, _) -> false);
    }

    MqttGateway gateway(BrokerKeys.Mqtt config, CommandHandler handler) {
        return gateway(config, handler, QUICK);
    }

    MqttGateway gateway(BrokerKeys.Mqtt config, CommandHandler handler, Pace pace) {
        return gateway(config, handler, pace, MqttGateway.wires("lobby", config));
    }

    /** One whose broker's name has these addresses. */
    MqttGateway gateway(BrokerKeys.Mqtt config, String... addresses) {
        return resolvedBy(_ -> ips(addresses), config);
    }

    /** One whose broker's name is looked up so. */
    MqttGateway resolvedBy(Addresses.Resolver resolver, BrokerKeys.Mqtt config) {
        return gateway(config, (_, _) -> false, QUICK, Wires.of(config, "lobby", Optional::empty, resolver));
    }

    static InetAddress[] ips(String... addresses) {
        return Stream.of(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    /** The edge node beside it, which tells what changes quickly. */
    SparkplugEdge edge(BrokerKeys.Mqtt config, Path folder) {
        var host = config.sparkplug().primaryHost();
        var rhythm = new EdgeNode.Rhythm(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(1), 1000);
        var node = new EdgeNode(SparkplugEdge.names("lobby", config.sparkplug()), host, false, rhythm, clock);
        return new SparkplugEdge(
                "lobby", config, node, folder, (_, _) -> false, () -> true, metrics, clock, new Random(1), QUICK);
    }

    private MqttGateway gateway(BrokerKeys.Mqtt config, CommandHandler handler, Pace pace, Wire.Factory wires) {
        return new MqttGateway(
                "lobby",
                config,
                outbox,
                event -> event.id().toString().getBytes(StandardCharsets.UTF_8),
                false,
                handler,
                metrics,
                clock,
                new Random(1),
                pace,
                wires);
    }

    static BrokerKeys.Mqtt config(String url, MqttVersion version) {
        return config(url, version, Optional.empty(), Optional.empty(), noTls());
    }

    static BrokerKeys.Mqtt config(
            String url, MqttVersion version, Optional<String> user, Optional<Secret> password, BrokerKeys.Tls tls) {
        return new BrokerKeys.Mqtt(
                url,
                version,
                "maskgate",
                Optional.empty(),
                user,
                password,
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                tls,
                NO_HOME,
                NO_SPARKPLUG);
    }

    /** As quick, but for these two. */
    static Pace quick(Duration takenOver, Duration ackTimeout) {
        return new Pace(
                QUICK.firstBackoff(),
                QUICK.maxBackoff(),
                QUICK.stableAfter(),
                takenOver,
                QUICK.window(),
                QUICK.perSecond(),
                QUICK.countsInterval(),
                ackTimeout);
    }

    static BrokerKeys.Mqtt config(String url, MqttVersion version, Duration connectTimeout) {
        return new BrokerKeys.Mqtt(
                url,
                version,
                "maskgate",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(30),
                connectTimeout,
                noTls(),
                NO_HOME,
                NO_SPARKPLUG);
    }

    /** Discovered by Home Assistant. */
    static BrokerKeys.Mqtt discovered(String url, MqttVersion version) {
        return discovered(url, version, "homeassistant");
    }

    static BrokerKeys.Mqtt discovered(String url, MqttVersion version, String prefix) {
        var plain = config(url, version);
        return new BrokerKeys.Mqtt(
                plain.url(),
                version,
                plain.prefix(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                plain.keepAlive(),
                plain.connectTimeout(),
                plain.tls(),
                new BrokerKeys.HomeAssistant(true, prefix),
                NO_SPARKPLUG);
    }

    /** An edge node of Sparkplug. */
    static BrokerKeys.Mqtt sparkplug(String url, MqttVersion version, BrokerKeys.Sparkplug sparkplug) {
        var plain = config(url, version);
        return new BrokerKeys.Mqtt(
                plain.url(),
                version,
                plain.prefix(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                plain.keepAlive(),
                plain.connectTimeout(),
                plain.tls(),
                NO_HOME,
                sparkplug);
    }

    /** Everything that can be switched on, as a user the broker knows. */
    static BrokerKeys.Mqtt everything(String url, String user) {
        var plain = discovered(url, MqttVersion.V5);
        return new BrokerKeys.Mqtt(
                plain.url(),
                plain.version(),
                plain.prefix(),
                Optional.empty(),
                Optional.of(user),
                Optional.empty(),
                plain.keepAlive(),
                plain.connectTimeout(),
                plain.tls(),
                plain.homeAssistant(),
                new BrokerKeys.Sparkplug(true, "site", Optional.empty(), Optional.of("scada")));
    }

    static BrokerKeys.Tls noTls() {
        return new BrokerKeys.Tls(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** As of a look of which there is no more to tell. */
    static void tell(MqttGateway gateway, MaskEvent... events) {
        List.of(events).forEach(gateway::event);
        gateway.told();
    }

    static void tell(MqttGateway gateway, RuleNews... news) {
        List.of(news).forEach(gateway::ruled);
        gateway.told();
    }

    static MaskEvent event(String camera, int n) {
        var now = Instant.now();
        return new MaskEvent(
                new UUID(0x7000L, n),
                MaskEvent.Type.NEW,
                "lobby",
                camera,
                "t" + n,
                1,
                MaskLabel.FACEMASK,
                0.9,
                new Box(1, 2, 3, 4),
                640,
                384,
                List.of(),
                now,
                now,
                "m@00000000",
                Optional.empty());
    }

    static String payload(int n) {
        return new UUID(0x7000L, n).toString();
    }

    static CameraStatus status(String camera, CameraState state) {
        return Statuses.of(camera, state, Instant.now());
    }
}
