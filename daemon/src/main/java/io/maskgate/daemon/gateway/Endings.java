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
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ends the tracks an earlier process did not live to end: a power cut or a kill leaves nobody in the building forever.
 * Alarms go on, but for those that are no more in the configuration, or come to light when the cameras are at work.
 *
 * @param gateway its name now: what an earlier one began goes on under no other
 * @param left hands out, once, the latest message of each track and alarm, as it was written
 * @param ids of the new events
 * @param there whether a camera is still configured, and so tells itself whether it has an alarm
 */
record Endings(
        String gateway,
        Supplier<List<byte[]>> left,
        Supplier<UUID> ids,
        InstantSource clock,
        Predicate<String> there,
        CameraListener listener) {
    private static final System.Logger LOG = System.getLogger(Endings.class.getName());

    /** @param resume goes on with alarms, and gives back those it cannot */
    void atTheStart(UnaryOperator<List<AlarmEvent>> resume) {
        var alarms = endTracks(left.get()).stream().collect(Collectors.partitioningBy(this::isOwn));
        var own = alarms.get(true);
        var homeless = resume.apply(own);
        Stream.concat(homeless.stream(), alarms.get(false).stream())
                .forEach(alarm -> end(alarm, AlarmEvent.Reason.CONFIGURATION));
        if (own.size() > homeless.size()) {
            LOG.log(Level.INFO, "{0} alarms of an earlier run go on.", own.size() - homeless.size());
        }
        listener.told();
    }

    /**
     * The outbox could not be opened at the start, and now it is. Its alarms end: each camera has begun without, and has
     * told so; one that still is has begun anew.
     */
    void late() {
        var latest = left.get();
        if (latest.isEmpty()) {
            // As at each look but one: nobody is to wait for the disk then.
            return;
        }
        for (var alarm : endTracks(latest)) {
            boolean has = isOwn(alarm) && there.test(alarm.camera());
            end(alarm, has ? AlarmEvent.Reason.CLEARED : AlarmEvent.Reason.CONFIGURATION);
        }
        listener.told();
    }

    /** Under another name nobody saw it begin, and whoever did would never see it end. */
    private boolean isOwn(AlarmEvent alarm) {
        return alarm.gateway().equals(gateway);
    }

    /**
     * Says an end for each track, at the time of its latest event, which is the last that is known of it; the share of
     * time goes to the label it had then.
     *
     * @return the alarms beside them
     */
    private List<AlarmEvent> endTracks(List<byte[]> latest) {
        var alarms = new ArrayList<AlarmEvent>();
        var names = new TreeSet<String>();
        int tracks = 0;
        for (var payload : latest) {
            var alarm = RuleJson.readAlarm(payload);
            if (alarm.isPresent()) {
                alarms.add(alarm.get());
                names.add(alarm.get().gateway());
                continue;
            }
            tracks++;
            try {
                var event = EventJson.read(payload);
                names.add(event.gateway());
                listener.event(end(event));
                if (tracks % CameraListener.TOGETHER == 0) {
                    listener.told();
                }
            } catch (IllegalArgumentException e) {
                LOG.log(Level.WARNING, "A track of an earlier run cannot be ended: {0}", e.getMessage());
            }
        }
        if (tracks > 0) {
            LOG.log(Level.INFO, "{0} tracks of an earlier run, which did not end in order, are ended.", tracks);
        }
        names.remove(gateway);
        names.forEach(this::tellOf);
        return alarms;
    }

    /** It may be what this one was called until now; whoever copied a box must know what that does to the other. */
    private void tellOf(String other) {
        LOG.log(
                Level.WARNING,
                "Tracks or alarms that gateway {0} began are ended in its name, since this one is {1}. Where {0} goes on, this"
                        + " one has a copy of its state: stop this one and remove the outbox from its state folder.",
                other,
                gateway);
    }

    private void end(AlarmEvent alarm, AlarmEvent.Reason reason) {
        var now = clock.instant();
        listener.ruled(alarm.ended(ids.get(), alarm.peak(), now, reason, now));
        if (!there.test(alarm.camera())) {
            listener.ruled(new RuleNews.AlarmState(alarm.camera(), Optional.empty()));
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
