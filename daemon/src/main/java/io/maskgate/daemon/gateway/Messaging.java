package io.maskgate.daemon.gateway;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.metrics.CertificateMetrics;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.mqtt.CommandHandler;
import io.maskgate.daemon.mqtt.MqttGateway;
import io.maskgate.daemon.mqtt.MqttHealth;
import io.maskgate.daemon.mqtt.OwnCertificate;
import io.maskgate.daemon.mqtt.Published;
import io.maskgate.daemon.mqtt.PublishedNames;
import io.maskgate.daemon.mqtt.SparkplugEdge;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.rollout.Stage;
import io.maskgate.daemon.sparkplug.Cameras;
import io.maskgate.daemon.sparkplug.EdgeNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** All that speaks to the broker: the ordinary topics, and Sparkplug where the configuration asks for it. */
final class Messaging {
    private final MqttGateway mqtt;
    private final Optional<OwnCertificate> certificate;
    private final Optional<Sparkplug> sparkplug;
    private final PublishedNames cameras;
    private final PublishedNames descriptions;
    private final Set<String> configured;

    private record Sparkplug(Cameras cameras, SparkplugEdge edge) {}

    /**
     * @param aggregatesOnly whether counts per interval are all that may leave
     * @throws IllegalArgumentException naming the key, what was expected, what was found and the remedy
     */
    Messaging(
            GatewayConfig config,
            Outbox outbox,
            CommandHandler handler,
            boolean aggregatesOnly,
            GatewayMetrics metrics,
            Clock clock,
            RandomGenerator random) {
        mqtt = new MqttGateway(
                config.gateway(),
                config.mqtt(),
                outbox,
                config.outbox().drainRate(),
                EventJson::write,
                aggregatesOnly,
                handler,
                metrics,
                clock,
                random);
        certificate = OwnCertificate.of(config.mqtt(), clock);
        certificate.ifPresent(own -> CertificateMetrics.registerOwn(metrics.registry, own::validity));
        if (aggregatesOnly) {
            outbox.restrictTo(MqttGateway::isAggregate);
        }
        cameras = PublishedNames.cameras(config.state());
        descriptions = PublishedNames.descriptions(config.state(), config.gateway());
        configured = config.cameras().stream().map(GatewayConfig.Camera::id).collect(Collectors.toSet());
        sparkplug = config.mqtt().sparkplug().enabled()
                ? Optional.of(sparkplug(config, handler, aggregatesOnly, metrics, clock, random))
                : Optional.empty();
        if (sparkplug.isEmpty()) {
            metrics.withoutSparkplug();
        }
    }

    private Sparkplug sparkplug(
            GatewayConfig config,
            CommandHandler handler,
            boolean aggregatesOnly,
            GatewayMetrics metrics,
            Clock clock,
            RandomGenerator random) {
        var asked = config.mqtt().sparkplug();
        var names = SparkplugEdge.names(config.gateway(), asked);
        var node = new EdgeNode(names, asked.primaryHost(), aggregatesOnly, EdgeNode.Rhythm.USUAL, clock);
        var edge = new SparkplugEdge(
                config.gateway(),
                config.mqtt(),
                node,
                config.state(),
                handler,
                () -> !mqtt.isDisplaced(),
                metrics,
                clock,
                random);
        var cameras = new Cameras(node, clock, edge::wake);
        return new Sparkplug(cameras, edge);
    }

    /** Who has to know of the cameras; each tells the outside, and so stands behind the privacy gate. */
    List<CameraListener> listeners() {
        return sparkplug
                .<List<CameraListener>>map(it -> List.of(mqtt, it.cameras()))
                .orElse(List.of(mqtt));
    }

    /** Counts of an interval. */
    void aggregate(Aggregate aggregate) {
        mqtt.aggregate(aggregate);
        sparkplug.ifPresent(it -> it.cameras().aggregate(aggregate));
    }

    /**
     * What the gateway is.
     *
     * @param model {@code name@sha8}
     * @param activation of another model
     * @param engine such as {@code onnxruntime cpu int8}
     * @param privacy mode
     */
    void describe(String version, String model, Stage activation, String engine, String privacy) {
        mqtt.attributes(Attributes.json(version, model, activation, engine, privacy));
        sparkplug.ifPresent(it -> it.cameras().describe(version, model, engine, privacy));
    }

    void start() {
        mqtt.expect(new Published(cameras.read(), descriptions.read()), configured);
        keepPublished();
        mqtt.start();
        sparkplug.ifPresent(it -> it.edge().start());
    }

    /** To be called each second or so. */
    void keepPublished() {
        var published = mqtt.published();
        cameras.keep(published.cameras());
        descriptions.keep(published.descriptions());
    }

    /** To be called each second or so. */
    void lookAtCertificate() {
        certificate.ifPresent(OwnCertificate::look);
    }

    /** Whoever reloads the configuration may have mended the broker's access list too. */
    void tryAgain() {
        mqtt.tryAgain();
        sparkplug.ifPresent(it -> it.edge().tryAgain());
    }

    void close(Duration deadline) throws InterruptedException {
        var edge = Thread.ofVirtual()
                .name("sparkplug-end")
                .start(() -> sparkplug.ifPresent(it -> it.edge().close(deadline)));
        mqtt.close(deadline);
        edge.join(deadline);
    }

    /** Why this process must be restarted; empty while it can go on. */
    Optional<String> fatal() {
        return mqtt.fatal().or(() -> sparkplug.flatMap(it -> it.edge().fatal()));
    }

    /** The ordinary connection's; trouble of the other one stands in the detail. */
    MqttHealth status() {
        var ordinary = mqtt.status();
        // Without a connection it is the broker that says what it has against it.
        var health = certificate
                .flatMap(OwnCertificate::remark)
                .filter(_ -> ordinary.connected())
                .map(ordinary::and)
                .orElse(ordinary);
        return sparkplug
                .map(it -> it.edge().status())
                // The ordinary connection's words say why both keep still.
                .filter(other -> !mqtt.isDisplaced()
                        && (!other.connected() || !other.detail().isEmpty()))
                .map(other -> health.and("Sparkplug: " + other.detail()))
                .orElse(health);
    }
}
