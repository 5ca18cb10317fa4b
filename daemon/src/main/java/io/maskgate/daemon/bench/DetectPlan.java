package io.maskgate.daemon.bench;

import io.maskgate.hw.inference.Precision;
import java.util.List;

/**
 * What is compared: each precision with each number of threads, and for each of these all batch sizes.
 *
 * @param batches ascending, from 1
 * @param memory whether that is measured too
 */
public record DetectPlan(List<Precision> precisions, List<Integer> threads, List<Integer> batches, boolean memory) {
    public DetectPlan {
        precisions = List.copyOf(precisions);
        threads = List.copyOf(threads);
        batches = List.copyOf(batches);
        if (batches.isEmpty() || batches.getFirst() != 1) {
            throw new IllegalArgumentException("batch sizes are " + batches + ", expected 1 and larger ones");
        }
    }
}
