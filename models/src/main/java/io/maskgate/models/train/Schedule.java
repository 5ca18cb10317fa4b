package io.maskgate.models.train;

/**
 * Linear warm-up to {@code peak}, then half a cosine down to {@code floor} (arXiv:1608.03983, without restarts).
 *
 * @param warmupSteps steps of warm-up
 * @param totalSteps steps of the whole run
 */
public record Schedule(double peak, double floor, long warmupSteps, long totalSteps) {
    public double at(long step) {
        if (step < warmupSteps) {
            return peak * (step + 1) / warmupSteps;
        }
        double progress = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
        return floor + (peak - floor) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
    }
}
