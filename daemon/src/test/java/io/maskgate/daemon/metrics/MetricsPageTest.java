package io.maskgate.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.maskgate.daemon.access.AccessControl;
import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.logging.LogCounts;
import io.maskgate.daemon.tls.ServedCertificate;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InferenceStats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever makes a dashboard or an alert takes names, labels and their words from METRICS.md, and finds no error where one is wrong. */
class MetricsPageTest {
    /** A metric in an expression, and what its labels must be. */
    private static final Pattern SELECTOR = Pattern.compile("\\b((?:maskgate|process|jvm)_\\w+|up)\\b(?:\\{([^}]*)})?");

    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=|!=|=~|!~)\\s*\"([^\"]*)\"");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\| (.*?) ?\\| (.*) \\|");

    private static Map<String, MatchResult> rows() throws IOException {
        return Files.readAllLines(Path.of("METRICS.md")).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .collect(Collectors.toMap(row -> row.group(1), row -> row.toMatchResult(), (a, b) -> a, TreeMap::new));
    }

    /** With all metrics there are. */
    static PrometheusRegistry registry(Path folder) {
        var metrics = new GatewayMetrics();
        metrics.begin("door");
        var registry = metrics.registry;
        var stats = new InferenceStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        ObservedMetrics.register(
                registry, new ObservedMetrics.Sources("1.2.3", () -> 0, () -> 0, () -> 0, () -> 0, () -> stats));
        HealthMetrics.register(registry, () -> Map.of("broker", true));
        DiskMetrics.register(registry, folder);
        var engine = new EngineStatus(EngineStatus.State.CPU, "onnxruntime cpu int8", "", Map.of());
        EngineMetrics.register(registry, () -> engine, () -> ModelKeys.Engine.AUTO, Map::of);
        var model = new ModelMetrics.Now("lightmask@00000000", "idle", Map.of("active", 0L), OptionalDouble.empty());
        ModelMetrics.register(registry, () -> model);
        LogMetrics.register(registry, new LogCounts());
        var access = new WebKeys.Access(List.of(), Duration.ofMinutes(1), Duration.ofMinutes(1));
        AccessMetrics.register(registry, new AccessControl(access, System::nanoTime, new SecureRandom()));
        var none = new WebKeys.Tls(folder.resolve("none.pem"), folder.resolve("none.key"));
        CertificateMetrics.register(registry, new ServedCertificate(none, Clock.systemUTC()));
        CertificateMetrics.registerOwn(registry, Optional::empty);
        PictureMetrics.register(registry, () -> 0, () -> 0, () -> Map.of("stored", 0L));
        DecoderMetrics.register(registry, Map::of);
        return registry;
    }

    /** As it stands in METRICS.md. */
    static String name(MetricSnapshot metric) {
        String name = metric.getMetadata().getPrometheusName();
        return switch (metric) {
            case CounterSnapshot _ -> name + "_total";
            default -> name.equals("maskgate_build") ? name + "_info" : name;
        };
    }

    private static String type(MetricSnapshot metric) {
        return switch (metric) {
            case CounterSnapshot _ -> "counter";
            case HistogramSnapshot _ -> "histogram";
            default -> "gauge";
        };
    }

    @Test
    void everyMetricStandsThereWithItsTypeItsLabelsAndItsHelp(@TempDir Path folder) throws Exception {
        var rows = rows();
        var registered = registry(folder).scrape().stream().toList();

        assertThat(rows.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        registered.stream().map(MetricsPageTest::name).toList());
        assertThat(registered).allSatisfy(metric -> {
            var row = rows.get(name(metric));
            assertThat(row.group(2)).as(name(metric)).isEqualTo(type(metric));
            assertThat(row.group(4)).isEqualTo(metric.getMetadata().getHelp());
            for (var point : metric.getDataPoints()) {
                point.getLabels()
                        .forEach(label -> assertThat(row.group(3))
                                .as("labels of %s", name(metric))
                                .contains("`" + label.getName() + "`"));
            }
        });
    }

    @Test
    void theAlertsAskForWhatIsThere() throws Exception {
        var rows = rows();
        var rules = new YAMLMapper()
                .readTree(Path.of("../config/prometheus/maskgate.rules.yaml").toFile());
        var expressions = rules.findValuesAsText("expr");

        assertThat(expressions).hasSizeGreaterThan(10).allSatisfy(expression -> {
            var selectors = SELECTOR.matcher(expression).results().toList();
            assertThat(selectors).isNotEmpty();
            for (var selector : selectors) {
                if (selector.group(1).equals("up")) {
                    continue;
                }
                assertThat(rows).containsKey(selector.group(1));
                String labels = rows.get(selector.group(1)).group(3);
                MATCHER.matcher(selector.group(2) == null ? "" : selector.group(2))
                        .results()
                        .forEach(matcher -> assertThat(labels)
                                .as(selector.group())
                                .contains("`" + matcher.group(1) + "`")
                                .contains(matcher.group(2).split("\\|")));
            }
        });
    }

    @Test
    void everyAlertSaysWhatItIsAndWhatHelps() throws Exception {
        var rules = new YAMLMapper()
                .readTree(Path.of("../config/prometheus/maskgate.rules.yaml").toFile());

        assertThat(rules.at("/groups/0/rules")).allSatisfy(rule -> {
            assertThat(rule.at("/annotations/summary").asText()).contains("$labels.instance");
            assertThat(rule.at("/annotations/remedy").asText()).isNotBlank();
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
        });
        assertThat(rules.findValuesAsText("alert")).doesNotHaveDuplicates();
    }
}
