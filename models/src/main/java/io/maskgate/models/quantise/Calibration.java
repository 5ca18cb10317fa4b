package io.maskgate.models.quantise;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.OnnxProbe;
import io.maskgate.models.export.Operation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * What numbers a network's values took on pictures.
 *
 * @param operations the network's, in order
 * @param histograms of the output of each operation
 */
record Calibration(List<Operation> operations, Map<String, Histogram> histograms) {
    /**
     * Runs the network in float32.
     *
     * @param probe the file that shows every operation's output
     * @param progress is told how many pictures are done
     */
    static Calibration run(Path probe, List<Operation> operations, List<InputImage> inputs, IntConsumer progress) {
        var histograms = new LinkedHashMap<String, Histogram>();
        operations.forEach(operation -> histograms.put(operation.output(), new Histogram()));
        try (var network = OnnxProbe.open(probe, 1)) {
            for (int i = 0; i < inputs.size(); i++) {
                network.run(inputs.get(i), (name, values) -> {
                    var histogram = histograms.get(name);
                    if (histogram != null) {
                        histogram.add(values);
                    }
                });
                progress.accept(i + 1);
            }
        }
        return new Calibration(operations, histograms);
    }

    /** The histogram of several values that are quantised alike. */
    Histogram joined(Iterable<String> values) {
        var all = new Histogram();
        for (var value : values) {
            var histogram = histograms.get(value);
            if (histogram != null) {
                all.add(histogram);
            }
        }
        return all;
    }

    /** For each operation's output the operation. */
    Map<String, Operation> producers() {
        var producers = new HashMap<String, Operation>();
        operations.forEach(operation -> producers.put(operation.output(), operation));
        return producers;
    }
}
