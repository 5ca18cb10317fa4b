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
    /** The network in float32, which is given one picture after the other. Confined to one thread. */
    static final class Run implements AutoCloseable {
        private final List<Operation> operations;
        private final Map<String, Histogram> histograms = new LinkedHashMap<>();
        private final IntConsumer progress;
        private final OnnxProbe network;
        private int done;

        /**
         * Opens it.
         *
         * @param probe the file that shows every operation's output
         * @param progress is told how many pictures are done
         */
        Run(Path probe, List<Operation> operations, IntConsumer progress) {
            this.operations = operations;
            this.progress = progress;
            operations.forEach(operation -> histograms.put(operation.output(), new Histogram()));
            network = OnnxProbe.open(probe, 1);
        }

        void add(InputImage input) {
            network.run(input, (name, values) -> {
                var histogram = histograms.get(name);
                if (histogram != null) {
                    histogram.add(values);
                }
            });
            progress.accept(++done);
        }

        /** What the pictures so far showed. */
        Calibration calibration() {
            return new Calibration(operations, histograms);
        }

        @Override
        public void close() {
            network.close();
        }
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
