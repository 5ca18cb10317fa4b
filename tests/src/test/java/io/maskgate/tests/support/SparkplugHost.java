package io.maskgate.tests.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.Metric.MetricBuilder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.eclipse.tahu.message.model.SparkplugBPayload.SparkplugBPayloadBuilder;
import org.eclipse.tahu.model.MetricDataTypeMap;

/** A host of Sparkplug for one edge node: keeps what it hears, read by Tahu's decoder. */
public final class SparkplugHost implements AutoCloseable {
    private static final String REBIRTH = "Node Control/Rebirth";

    private final MqttClient client;
    private final String group;
    private final SparkplugBPayloadDecoder decoder = new SparkplugBPayloadDecoder();
    private final List<Heard> heard = new ArrayList<>();
    private final Map<Long, String> aliases = new HashMap<>();
    private final MetricDataTypeMap types = new MetricDataTypeMap();

    /**
     * One message.
     *
     * @param type such as {@code NBIRTH} or {@code DDATA door}
     * @param seq -1 where it has none
     * @param values by name, whether the message called it by name or by an alias; null values are left out
     */
    public record Heard(String type, long seq, Map<String, Object> values) {
        /** Which connection of the node it is about. */
        public long bdSeq() {
            return ((Number) values.get("bdSeq")).longValue();
        }
    }

    private SparkplugHost(Mosquitto broker, String group) throws MqttException {
        this.group = group;
        client = new MqttClient(
                "tcp://127.0.0.1:" + broker.port(), MqttClient.generateClientId(), new MemoryPersistence());
        var options = new MqttConnectOptions();
        options.setCleanSession(true);
        client.connect(options);
        IMqttMessageListener listener = (topic, message) -> hear(topic, message.getPayload());
        client.subscribe("spBv1.0/" + group + "/#", 1, listener);
    }

    /** Listens from now on. */
    public static SparkplugHost of(Mosquitto broker, String group) throws MqttException {
        return new SparkplugHost(broker, group);
    }

    private synchronized void hear(String topic, byte[] payload) throws Exception {
        var levels = topic.split("/");
        if (levels[2].endsWith("CMD")) {
            return;
        }
        SparkplugBPayload message = decoder.buildFromByteArray(payload, types);
        var values = new HashMap<String, Object>();
        for (var metric : message.getMetrics()) {
            var name = name(levels[2], metric);
            if (metric.getValue() != null) {
                values.put(name, metric.getValue());
            }
        }
        heard.add(new Heard(
                levels.length > 4 ? levels[2] + " " + levels[4] : levels[2],
                Optional.ofNullable(message.getSeq()).orElse(-1L),
                values));
    }

    private String name(String type, Metric metric) {
        if (type.endsWith("BIRTH") && metric.hasAlias()) {
            aliases.put(metric.getAlias(), metric.getName());
            types.addMetricDataType(metric.getAlias(), metric.getDataType());
        }
        return metric.hasName() ? metric.getName() : aliases.getOrDefault(metric.getAlias(), "an unknown alias");
    }

    /** Everything so far, oldest first. */
    public synchronized List<Heard> heard() {
        return List.copyOf(heard);
    }

    /** The newest message of a type. */
    public synchronized Optional<Heard> latest(String type) {
        return heard.stream().filter(message -> message.type().equals(type)).reduce((_, last) -> last);
    }

    /** Asserts that from each birth of the node to the next no number and no name is left out. */
    public synchronized void assertNothingMissed() {
        long next = -1;
        for (var message : heard) {
            assertThat(message.values()).doesNotContainKey("an unknown alias");
            switch (message.type()) {
                case "NDEATH" -> assertThat(message.seq()).isEqualTo(-1);
                case "NBIRTH" -> {
                    assertThat(message.seq()).isZero();
                    next = 1;
                }
                default -> {
                    assertThat(message.seq()).as(message.toString()).isEqualTo(next);
                    next = (next + 1) % 256;
                }
            }
        }
    }

    /** Asks a node for its births. */
    public void askForRebirth(String node) throws Exception {
        write("NCMD/" + node, new MetricBuilder(REBIRTH, MetricDataType.Boolean, true));
    }

    /** Switches a camera. */
    public void enable(String node, String camera, boolean enabled) throws Exception {
        write("DCMD/" + node + "/" + camera, new MetricBuilder("Enabled", MetricDataType.Boolean, enabled));
    }

    private void write(String topic, MetricBuilder metric) throws Exception {
        var payload = new SparkplugBPayloadBuilder().addMetric(metric.createMetric());
        client.publish(
                "spBv1.0/" + group + "/" + topic,
                new SparkplugBPayloadEncoder().getBytes(payload.createPayload(), false),
                0,
                false);
    }

    @Override
    public void close() throws MqttException {
        client.disconnectForcibly(0, 100);
        client.close(true);
    }
}
