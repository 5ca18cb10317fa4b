package io.maskgate.daemon.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Values of a Prometheus text exposition.
 *
 * @param lines {@code name{label="value",…} number}
 */
record Metrics(List<String> lines) {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    Metrics {
        lines = List.copyOf(lines);
    }

    /** Asks a process; absent while nobody answers there. */
    static Optional<Metrics> read(HttpClient client, int port) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .timeout(DEADLINE)
                .build();
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofLines());
            try (var lines = answer.body()) {
                return Optional.of(new Metrics(lines.toList())).filter(_ -> answer.statusCode() == 200);
            }
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    /** Sum over all labels; 0 when the metric has no value yet. */
    double sum(String name) {
        return values(name, "").values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** Sum over the series with this label. */
    double sum(String name, String label, String value) {
        return values(name, label).getOrDefault(value, 0.0);
    }

    /** Sums by the value of a label. */
    Map<String, Double> by(String name, String label) {
        return values(name, label);
    }

    private Map<String, Double> values(String name, String label) {
        var sums = new TreeMap<String, Double>();
        var key = Pattern.compile("[{,]" + Pattern.quote(label) + "=\"([^\"]*)\"");
        for (String line : lines) {
            int end = name.length();
            if (line.startsWith(name) && line.length() > end && (line.charAt(end) == '{' || line.charAt(end) == ' ')) {
                var found = key.matcher(line);
                String value = !label.isEmpty() && found.find() ? found.group(1) : "";
                sums.merge(value, Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)), Double::sum);
            }
        }
        return sums;
    }
}
