package io.maskgate.daemon.rollout;

import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InferenceStats;
import java.util.EnumMap;
import java.util.Map;

/**
 * What engines have done, and what befell them.
 *
 * @param events every event has a number
 */
public record Totals(InferenceStats stats, Map<EngineStatus.Event, Long> events) {
    static final Totals NONE = new Totals(
            new InferenceStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            EngineStatus.cpu("", "").counts());

    public Totals {
        events = Map.copyOf(events);
    }

    /** With another engine's. */
    Totals plus(LoadedModel model) {
        var sum = new EnumMap<>(model.status().counts());
        events.forEach((event, count) -> sum.merge(event, count, Long::sum));
        return new Totals(stats.plus(model.stats()), sum);
    }
}
