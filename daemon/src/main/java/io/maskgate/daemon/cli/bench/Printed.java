package io.maskgate.daemon.cli.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.maskgate.daemon.bench.DecodeReport;
import io.maskgate.daemon.bench.DetectReport;
import io.maskgate.daemon.bench.PipelineReport;
import io.maskgate.daemon.bench.ReferenceRun;
import io.maskgate.hw.host.Host;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reports as text and JSON. JSON keeps bytes and full precision. */
final class Printed {
    private static final double MEGABYTE = 1e6;

    private Printed() {}

    static String text(PipelineReport report) {
        var text = new StringBuilder();
        text.append(machine());
        text.append(line("stream      %s", report.stream()));
        text.append(line("cameras     %d, each with %s detections a second", report.cameras(), plain(report.rate())));
        text.append(
                line("decoding    %s, %s the loop filter", report.policy(), report.filtered() ? "with" : "without"));
        text.append(line("reference   %s, with the loop filter", report.reference()));
        text.append(line(
                "%-5s  %8s %9s %6s %6s  %7s %7s  %7s %7s %7s %8s %7s  %8s %8s %6s  %7s",
                "round",
                "daemon s",
                "ref. s",
                "ratio",
                "cores",
                "RSS MB",
                "peak MB",
                "decoded",
                "left",
                "(ref.)",
                "inferred",
                "lost",
                "infer ms",
                "scale ms",
                "events",
                "start s"));
        int number = 1;
        for (var round : report.rounds()) {
            var daemon = round.daemon();
            text.append(line(
                    "%-5d  %8.2f %9.2f %6.2f %6.3f  %7.0f %7.0f  %7d %7d %7s %8d %7d  %8.1f %8.2f %6d  %7.1f",
                    number++,
                    daemon.cpuSeconds(),
                    round.reference().cpuSeconds(),
                    round.ratio(),
                    daemon.cores(),
                    daemon.resident() / MEGABYTE,
                    daemon.peak() / MEGABYTE,
                    daemon.decoded(),
                    daemon.left(),
                    decoded(round.reference()),
                    daemon.inferred(),
                    daemon.lost(),
                    daemon.inferMillis(),
                    daemon.scaleMillis(),
                    daemon.events(),
                    daemon.startSeconds()));
        }
        text.append(line("%s", line(report)));
        if (!report.fair()) {
            text.append(
                    "daemon and reference received different numbers of pictures: this machine is too busy to compare\n");
        }
        return text.toString();
    }

    /** The result in one line. */
    static String line(PipelineReport report) {
        String latency = report.latency()
                .map(summary -> String.format(
                        Locale.ROOT,
                        ", frame to event p50 %.0f ms, %s %.0f ms of %d",
                        summary.p50(),
                        summary.showsPercentile() ? "p99" : "slowest",
                        summary.p99(),
                        summary.events()))
                .orElse(", no events");
        return String.format(
                        Locale.ROOT,
                        "median ratio %.2f, %.3f cores (reference %.3f), resident %.0f MB, peak %.0f MB",
                        report.medianRatio(),
                        report.medianCores(),
                        report.medianReferenceCores(),
                        report.resident() / MEGABYTE,
                        report.peak() / MEGABYTE)
                + latency
                + (report.fair() ? "" : ", not comparable: too busy");
    }

    static String text(DecodeReport report) {
        return machine()
                + line("stream      %s", report.source())
                + line(
                        "            %s, %dx%d",
                        report.stream().codec(),
                        report.stream().width(),
                        report.stream().height())
                + line(
                        "decoded     %d pictures in %.1f s (%.1f a second), %d left out, %d lost",
                        report.pictures(), report.seconds(), report.picturesPerSecond(), report.left(), report.lost())
                + line("processor   %s", line(report))
                + line("resident    %.0f MB", report.resident() / MEGABYTE);
    }

    /** The result in one line. */
    static String line(DecodeReport report) {
        String compared = report.ratio().isPresent()
                ? String.format(
                        Locale.ROOT,
                        ", ffmpeg %.2f ms, ratio %.2f",
                        report.referenceMillis().orElse(0),
                        report.ratio().getAsDouble())
                : "";
        return String.format(Locale.ROOT, "%.2f ms a received picture", report.cpuMillis()) + compared;
    }

    static String text(DetectReport report) {
        var text = new StringBuilder();
        text.append(machine());
        text.append(line("model       %s", report.model()));
        text.append(line(
                "scaling     a full HD picture: p50 %.2f ms, p99 %.2f ms, %d samples",
                report.scale().p50(), report.scale().p99(), report.scale().samples()));
        text.append(line(
                "%-24s %7s %5s  %8s %8s %8s %10s %7s  %7s %6s %9s",
                "engine",
                "threads",
                "batch",
                "p50 ms",
                "p99 ms",
                "CPU ms",
                "outside ms",
                "samples",
                "load ms",
                "RSS MB",
                "outside %"));
        for (var setup : report.setups()) {
            for (var batch : setup.batches()) {
                boolean first = batch == setup.batches().getFirst();
                text.append(line(
                        "%-24s %7d %5d  %8.2f %8.2f %8.2f %10.2f %7d  %7s %6s %9s",
                        setup.engine(),
                        setup.threads(),
                        batch.pictures(),
                        batch.picture().p50(),
                        batch.picture().p99(),
                        batch.processor(),
                        batch.outside().p50(),
                        batch.picture().samples(),
                        first ? whole(setup.load()) : "",
                        first ? megabytes(setup.memory()) : "",
                        first ? whole(100 * report.outsideShare(setup)) : ""));
            }
        }
        text.append(
                "p50, p99: a picture, NMS included; CPU: processor time of all threads; outside: of that what the engine did not take; outside %: with scaling,\n"
                        + "of scaling and detecting one picture (aim: below 10); RSS: of a process that only detects, beyond an empty one\n");
        return text.toString();
    }

    private static String megabytes(OptionalLong bytes) {
        return bytes.isPresent() ? whole(bytes.getAsLong() / MEGABYTE) : "?";
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    static String json(PipelineReport report) {
        ObjectNode node = tree(report);
        for (int i = 0; i < report.rounds().size(); i++) {
            var round = report.rounds().get(i);
            var json = (ObjectNode) node.get("rounds").get(i);
            json.put("ratio", round.ratio()).put("fair", round.fair());
        }
        node.put("fair", report.fair());
        node.put("medianRatio", report.medianRatio());
        node.put("medianCores", report.medianCores());
        report.latency().ifPresent(summary -> node.putPOJO("latency", summary));
        node.put("resident", report.resident());
        node.put("peak", report.peak());
        return written(node);
    }

    static String json(DecodeReport report) {
        ObjectNode node = tree(report).put("cpuMillis", report.cpuMillis());
        report.ratio().ifPresent(ratio -> node.put("ratio", ratio));
        return written(node);
    }

    static String json(DetectReport report) {
        ObjectNode node = tree(report);
        for (int i = 0; i < report.setups().size(); i++) {
            var setup = report.setups().get(i);
            ((ObjectNode) node.get("setups").get(i)).put("outsideShare", report.outsideShare(setup));
        }
        return written(node);
    }

    private static ObjectNode tree(Record report) {
        // Its own module for optional values is one more library; this is all of them that there is here.
        var optional = new SimpleModule().addSerializer(OptionalLong.class, new StdSerializer<>(OptionalLong.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(OptionalLong value, JsonGenerator to, SerializerProvider all) throws IOException {
                if (value.isPresent()) {
                    to.writeNumber(value.getAsLong());
                } else {
                    to.writeNull();
                }
            }
        });
        optional.addSerializer(OptionalDouble.class, new StdSerializer<>(OptionalDouble.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(OptionalDouble value, JsonGenerator to, SerializerProvider all) throws IOException {
                if (value.isPresent()) {
                    to.writeNumber(value.getAsDouble());
                } else {
                    to.writeNull();
                }
            }
        });
        ObjectNode node = JsonMapper.builder().addModule(optional).build().valueToTree(report);
        var host = Host.read();
        node.put("cpu", host.cpu().orElse(host.arch()));
        node.put("cores", host.cores());
        return node;
    }

    private static String written(JsonNode node) {
        try {
            return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }

    /** Processor, cores, load. */
    static String machineText() {
        var host = Host.read();
        String load = host.load().isPresent()
                ? String.format(Locale.ROOT, ", load %.1f", host.load().getAsDouble())
                : "";
        return String.format(Locale.ROOT, "%s, %d cores%s", host.cpu().orElse(host.arch()), host.cores(), load);
    }

    private static String machine() {
        return line("machine     %s", machineText());
    }

    private static String decoded(ReferenceRun run) {
        return run.decoded().isPresent() ? Long.toString(run.decoded().getAsLong()) : "?";
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }
}
