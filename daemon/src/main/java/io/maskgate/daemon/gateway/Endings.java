package io.maskgate.daemon.gateway;

import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.hw.inference.MaskLabel;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Ends the tracks an earlier process did not live to end: a power cut or a kill leaves nobody in the building forever.
 *
 * @param ids of the new events
 */
record Endings(Supplier<UUID> ids) {
    private static final System.Logger LOG = System.getLogger(Endings.class.getName());

    /**
     * Says an end for each track, at the time of its latest event, which is the last that is known of it; the share of
     * time goes to the label it had then.
     *
     * @param latest the latest event of each track, as it was written
     */
    void say(List<byte[]> latest, Consumer<MaskEvent> events) {
        for (var payload : latest) {
            try {
                events.accept(end(EventJson.read(payload)));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.WARNING, "A track of an earlier run cannot be ended: {0}", e.getMessage());
            }
        }
        if (!latest.isEmpty()) {
            LOG.log(Level.INFO, "{0} tracks of an earlier run, which did not end in order, are ended.", latest.size());
        }
    }

    private MaskEvent end(MaskEvent event) {
        var seen = Duration.between(event.since(), event.at());
        double facemask = event.label() == MaskLabel.FACEMASK ? 1 : 0;
        return new MaskEvent(
                ids.get(),
                MaskEvent.Type.END,
                event.gateway(),
                event.camera(),
                event.track(),
                event.seq() + 1,
                event.label(),
                event.score(),
                event.box(),
                event.frameWidth(),
                event.frameHeight(),
                event.zones(),
                event.at(),
                event.since(),
                event.model(),
                Optional.of(new MaskEvent.Summary(seen.isNegative() ? Duration.ZERO : seen, facemask, 1 - facemask)));
    }
}
