package io.maskgate.daemon.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.Metric.MetricBuilder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.eclipse.tahu.message.model.SparkplugBPayload.SparkplugBPayloadBuilder;
import org.eclipse.tahu.model.MetricDataTypeMap;
import org.jspecify.annotations.Nullable;

/**
 * A host as a supervisory system has one: reads by Tahu's decoder, and fails the test at the first message that breaks
 * Sparkplug 3.0: a number left out, data before its birth, an alias nobody told of, a death of another session. It
 * follows one edge node.
 */
public final class HostApplication {
    private final SparkplugBPayloadDecoder decoder = new SparkplugBPayloadDecoder();
    private final Map<Long, String> aliases = new HashMap<>();
    private MetricDataTypeMap types = new MetricDataTypeMap();
    private final Map<String, @Nullable Object> values = new TreeMap<>();
    private final TreeSet<String> devices = new TreeSet<>();
    private final List<String> told = new ArrayList<>();
    private final List<Past> news = new ArrayList<>();
    private final List<Past> history = new ArrayList<>();
    private boolean alive;
    private long bdSeq = -1;
    private long seq;

    /** A value that data told, and when it was so. */
    public record Past(String metric, @Nullable Object value, Date at) {}

    /** Takes a message; those that are not Sparkplug's data are left alone. */
    public synchronized void receive(String topic, byte[] payload) {
        var levels = topic.split("/");
        if (!levels[0].equals("spBv1.0") || levels[1].equals("STATE") || levels[2].endsWith("CMD")) {
            return;
        }
        var device = levels.length > 4 ? levels[4] : "";
        var message = decode(payload);
        told.add(device.isEmpty() ? levels[2] : levels[2] + " " + device);
        switch (levels[2]) {
            case "NBIRTH" -> nodeBirth(message);
            case "NDEATH" -> nodeDeath(message);
            case "NDATA" -> data("", message);
            case "DBIRTH" -> deviceBirth(device, message);
            case "DDATA" -> data(device, message);
            case "DDEATH" -> {
                numbered(topic, message);
                assertThat(devices.remove(device))
                        .as("a death of a living device")
                        .isTrue();
            }
            default -> throw new AssertionError("expected a message type of Sparkplug, found " + topic);
        }
    }

    private SparkplugBPayload decode(byte[] payload) {
        try {
            return decoder.buildFromByteArray(payload, types);
        } catch (Exception e) {
            throw new AssertionError("Tahu cannot decode it", e);
        }
    }

    private void nodeBirth(SparkplugBPayload message) {
        assertThat(message.getSeq()).as("a birth begins the count").isZero();
        assertThat(message.getTimestamp()).isNotNull();
        seq = 1;
        alive = true;
        aliases.clear();
        types = new MetricDataTypeMap();
        values.clear();
        devices.clear();
        define("", message);
        bdSeq = ((Number) Objects.requireNonNull(values.get("bdSeq"))).longValue();
        assertThat(bdSeq).isBetween(0L, 255L);
        assertThat(values).containsEntry("Node Control/Rebirth", false);
    }

    private void nodeDeath(SparkplugBPayload message) {
        assertThat(message.getSeq()).as("a death of the node has no number").isNull();
        assertThat(message.getMetrics()).hasSize(1);
        var metric = message.getMetrics().getFirst();
        assertThat(metric.getName()).isEqualTo("bdSeq");
        // That of an earlier session may come late and means nothing.
        if (((Number) metric.getValue()).longValue() == bdSeq) {
            alive = false;
            devices.clear();
        }
    }

    private void deviceBirth(String device, SparkplugBPayload message) {
        numbered("DBIRTH", message);
        devices.add(device);
        // What a birth does not name is no more.
        values.keySet().removeIf(metric -> metric.startsWith(device + "/"));
        aliases.values().removeIf(metric -> metric.startsWith(device + "/"));
        define(device + "/", message);
    }

    private void define(String prefix, SparkplugBPayload message) {
        for (var metric : message.getMetrics()) {
            assertThat(metric.getName()).as("a birth names its metrics").isNotEmpty();
            assertThat(metric.getTimestamp()).as(metric.getName()).isNotNull();
            assertThat(metric.getDataType()).as(metric.getName()).isNotNull();
            var name = prefix + metric.getName();
            if (metric.hasAlias()) {
                var other = aliases.put(metric.getAlias(), name);
                assertThat(other)
                        .as("alias " + metric.getAlias() + " of " + name)
                        .isIn(null, name);
                types.addMetricDataType(metric.getAlias(), metric.getDataType());
            }
            assertThat(metric.hasAlias() && metric.getName().startsWith("Node Control/"))
                    .as("controls of the node are called by name")
                    .isFalse();
            values.put(name, metric.getValue());
        }
    }

    private void data(String device, SparkplugBPayload message) {
        numbered(device, message);
        if (!device.isEmpty()) {
            assertThat(devices).as("devices that were born").contains(device);
        }
        assertThat(message.getMetrics()).isNotEmpty();
        for (var metric : message.getMetrics()) {
            assertThat(metric.hasName()).as("data goes by alias alone").isFalse();
            var name = aliases.get(metric.getAlias());
            assertThat(name).as("alias " + metric.getAlias()).isNotNull();
            assertThat(device.isEmpty() || name.startsWith(device + "/"))
                    .as(name + " is of " + device)
                    .isTrue();
            assertThat(metric.getTimestamp()).isNotNull();
            var told = new Past(name, metric.getValue(), metric.getTimestamp());
            if (Boolean.TRUE.equals(metric.getIsHistorical())) {
                history.add(told);
            } else {
                news.add(told);
                values.put(name, metric.getValue());
            }
        }
    }

    private void numbered(String what, SparkplugBPayload message) {
        assertThat(alive).as("a birth of the node comes first: " + what).isTrue();
        assertThat(message.getTimestamp()).isNotNull();
        assertThat(message.getSeq()).as(what).isEqualTo(seq);
        seq = (seq + 1) % 256;
    }

    public synchronized boolean isAlive() {
        return alive;
    }

    /** Of the birth that was heard last. */
    public synchronized long bdSeq() {
        return bdSeq;
    }

    /** Devices that are alive. */
    public synchronized List<String> devices() {
        return List.copyOf(devices);
    }

    /** Newest value of a metric: those of a device have its name before a slash. */
    public synchronized @Nullable Object value(String metric) {
        return values.get(metric);
    }

    public synchronized List<String> metrics() {
        return List.copyOf(values.keySet());
    }

    /** What data told of how it is, in its order; what the births told is not among it. */
    public synchronized List<Past> news() {
        return List.copyOf(news);
    }

    /** What was kept while nobody listened. */
    public synchronized List<Past> history() {
        return List.copyOf(history);
    }

    /** What came, such as {@code DBIRTH door}; and forgets it. */
    public synchronized List<String> told() {
        var all = List.copyOf(told);
        told.clear();
        return all;
    }

    /** Asks the node to say everything again. */
    public static byte[] rebirth() {
        return encode(new MetricBuilder("Node Control/Rebirth", MetricDataType.Boolean, true), false);
    }

    /** Writes a boolean, as hosts do: by the alias the birth told of, without a type. */
    public synchronized byte[] write(String metric, boolean value) {
        long alias = aliases.entrySet().stream()
                .filter(entry -> entry.getValue().equals(metric))
                .findFirst()
                .orElseThrow()
                .getKey();
        return encode(new MetricBuilder(alias, MetricDataType.Boolean, value), true);
    }

    private static byte[] encode(MetricBuilder metric, boolean stripTypes) {
        try {
            var payload = new SparkplugBPayloadBuilder().setTimestamp(new Date());
            payload.addMetric(metric.timestamp(new Date()).createMetric());
            return new SparkplugBPayloadEncoder().getBytes(payload.createPayload(), stripTypes);
        } catch (Exception e) {
            throw new AssertionError("a command that cannot be encoded", e);
        }
    }
}
