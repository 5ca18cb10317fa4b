package io.maskgate.daemon.gateway;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleJson;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.hw.inference.MaskLabel;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Ends the tracks an earlier process did not live to end: a power cut or a kill leaves nobody in the building forever.
 * Alarms go on, but for those that are no more in the configuration.
 *
 * @param ids of the new events
 */
record Endings(Supplier<UUID> ids, InstantSource clock) {
    private static final System.Logger LOG = System.getLogger(Endings.class.getName());

    /**
     * Says an end for each track, at the time of its latest event, which is the last that is known of it; the share of
     * time goes to the label it had then.
     *
     * @param latest the latest message of each track and alarm, as it was written
     * @param resume goes on with alarms, and gives back those it cannot
     * @param there whether a camera is still configured, and so tells itself whether it has an alarm
     */
    void say(
            List<byte[]> latest,
            UnaryOperator<List<AlarmEvent>> resume,
            Predicate<String> there,
            CameraListener listener) {
        var alarms = new ArrayList<AlarmEvent>();
        int tracks = 0;
        for (var payload : latest) {
            var alarm = RuleJson.readAlarm(payload);
            if (alarm.isPresent()) {
                alarms.add(alarm.get());
                continue;
            }
            tracks++;
            try {
                listener.event(end(EventJson.read(payload)));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.WARNING, "A track of an earlier run cannot be ended: {0}", e.getMessage());
            }
        }
        if (tracks > 0) {
            LOG.log(Level.INFO, "{0} tracks of an earlier run, which did not end in order, are ended.", tracks);
        }
        var homeless = resume.apply(alarms);
        var now = clock.instant();
        for (var alarm : homeless) {
            listener.ruled(alarm.ended(ids.get(), alarm.peak(), now, AlarmEvent.Reason.CONFIGURATION, now));
            if (!there.test(alarm.camera())) {
                listener.ruled(new RuleNews.AlarmState(alarm.camera(), Optional.empty()));
            }
        }
        if (alarms.size() > homeless.size()) {
            LOG.log(Level.INFO, "{0} alarms of an earlier run go on.", alarms.size() - homeless.size());
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
