package io.maskgate.models.train;

import io.maskgate.models.metrics.DetectionReport;
import java.util.Optional;

/** Who watches a run; called on the training thread. */
public interface TrainingListener {
    void step(int epoch, int batch, int batches, LossMeter losses);

    /**
     * An epoch is over.
     *
     * @param epoch counted from 1
     * @param report of the moving average on val, where the recipe asked for one
     */
    void epoch(int epoch, int epochs, LossMeter losses, Optional<DetectionReport> report);
}
