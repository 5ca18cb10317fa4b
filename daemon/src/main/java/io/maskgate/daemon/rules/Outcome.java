package io.maskgate.daemon.rules;

import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be told.
 *
 * @param events mask events, with zones
 * @param open faces in view that may be told of now: in a zone, where that is asked for, and at no silent hour
 * @param counts faces in view that count
 * @param news in order
 * @param newlyUndecided faces whose label was not sure in time, each counted once: as soon as they might have been told of,
 *     unless it is sure by then
 * @param undecided faces that are gone, never had a settled label, and would have been told of if they had
 * @param suppressed mask events not told, by reason: zone, quiet
 */
public record Outcome(
        List<MaskEvent> events,
        Set<String> open,
        FaceCounts counts,
        List<RuleNews> news,
        int newlyUndecided,
        int undecided,
        Map<String, Integer> suppressed) {
    public Outcome {
        events = List.copyOf(events);
        open = Set.copyOf(open);
        news = List.copyOf(news);
        suppressed = Map.copyOf(suppressed);
    }
}
