package io.maskgate.daemon.sparkplug;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.tahu.SparkplugInvalidTypeException;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.Metric.MetricBuilder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload.SparkplugBPayloadBuilder;
import org.eclipse.tahu.protobuf.SparkplugBProto;

/** Bytes of Sparkplug B payloads (Sparkplug 3.0, chapter 6), by Tahu. */
final class Payloads {
    static final String BD_SEQ = "bdSeq";
    static final String REBIRTH = "Node Control/Rebirth";

    /** No command of ours needs more; what is longer is not even decoded. */
    private static final int LONGEST_COMMAND = 4096;

    private final SparkplugBPayloadEncoder encoder = new SparkplugBPayloadEncoder();

    /** Names, aliases and types of everything: what a host needs to understand the data that follows. */
    byte[] birth(int seq, List<Metric> metrics, Instant now) {
        return bytes(seq, metrics, now, true);
    }

    /** By aliases alone, without types: the birth has told them. */
    byte[] data(int seq, List<Metric> metrics, Instant now) {
        return bytes(seq, metrics, now, false);
    }

    /** Of a device. */
    byte[] death(int seq, Instant now) {
        return bytes(seq, List.of(), now, false);
    }

    /** Of the node: no sequence number, and one metric alone. */
    byte[] nodeDeath(int bdSeq) {
        var payload = new SparkplugBPayloadBuilder();
        payload.addMetric(created(bdSeq(bdSeq)));
        return encode(payload, false);
    }

    /** Of the node; says with which death it ends. */
    byte[] nodeBirth(int seq, int bdSeq, List<Metric> metrics, Instant now) {
        var payload = payload(seq, metrics, now, true);
        payload.addMetric(created(bdSeq(bdSeq).timestamp(Date.from(now))));
        return encode(payload, false);
    }

    private byte[] bytes(int seq, List<Metric> metrics, Instant now, boolean birth) {
        return encode(payload(seq, metrics, now, birth), !birth);
    }

    private static SparkplugBPayloadBuilder payload(int seq, List<Metric> metrics, Instant now, boolean birth) {
        var payload = new SparkplugBPayloadBuilder((long) seq).setTimestamp(Date.from(now));
        for (var metric : metrics) {
            payload.addMetric(metric(metric, birth));
        }
        return payload;
    }

    private static MetricBuilder bdSeq(int bdSeq) {
        return new MetricBuilder(BD_SEQ, MetricDataType.Int64, (long) bdSeq);
    }

    private static org.eclipse.tahu.message.model.Metric metric(Metric metric, boolean birth) {
        Object value = metric.value() instanceof Instant time ? Date.from(time) : metric.value();
        boolean named = birth || metric.alias().isEmpty();
        var builder = new MetricBuilder(named ? metric.name() : null, type(metric.kind()), value)
                .timestamp(Date.from(metric.at()));
        metric.alias().ifPresent(builder::alias);
        if (metric.historical()) {
            builder.isHistorical(true);
        }
        return created(builder);
    }

    private static org.eclipse.tahu.message.model.Metric created(MetricBuilder builder) {
        try {
            return builder.createMetric();
        } catch (SparkplugInvalidTypeException e) {
            throw new IllegalStateException("a metric whose value is not of its type", e);
        }
    }

    private static MetricDataType type(Measure.Kind kind) {
        return switch (kind) {
            case TEXT -> MetricDataType.String;
            case FLAG -> MetricDataType.Boolean;
            case WHOLE -> MetricDataType.Int32;
            case SHARE -> MetricDataType.Double;
            case TIME -> MetricDataType.DateTime;
        };
    }

    private byte[] encode(SparkplugBPayloadBuilder payload, boolean stripTypes) {
        try {
            return encoder.getBytes(payload.createPayload(), stripTypes);
        } catch (IOException e) {
            throw new IllegalStateException("a payload that cannot be encoded", e);
        }
    }

    /** What a host writes: the name or, where it gives only that, the alias, and a yes or no. */
    record Write(String name, OptionalLong alias, boolean value) {}

    /**
     * The booleans of a command; anything else in it is left out, and of what is no Sparkplug payload nothing is left.
     * Read from the message itself: Tahu's decoder believes the lengths of arrays it is told.
     */
    static List<Write> command(byte[] payload) {
        var found = new ArrayList<Write>();
        if (payload.length > LONGEST_COMMAND) {
            return found;
        }
        try {
            for (var metric : SparkplugBProto.Payload.parseFrom(payload).getMetricsList()) {
                if (metric.hasBooleanValue() && !metric.getIsHistorical() && !metric.getIsNull()) {
                    found.add(new Write(
                            metric.hasName() ? metric.getName() : "",
                            metric.hasAlias() ? OptionalLong.of(metric.getAlias()) : OptionalLong.empty(),
                            metric.getBooleanValue()));
                }
            }
        } catch (InvalidProtocolBufferException _) {
            // From outside, and may be anything.
            found.clear();
        }
        return found;
    }
}
