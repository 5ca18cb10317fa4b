package io.maskgate.daemon.gateway;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.RuleNews;
import java.lang.System.Logger.Level;

/** Says alarms in the log; behind the gate like everything that tells of faces. */
record AlarmLog() implements CameraListener {
    private static final System.Logger LOG = System.getLogger(AlarmLog.class.getName());

    @Override
    public void ruled(RuleNews news) {
        if (news instanceof AlarmEvent event) {
            String where = event.zone().map(zone -> " in zone " + zone).orElse("");
            event.ended()
                    .ifPresentOrElse(
                            ended -> LOG.log(
                                    Level.INFO,
                                    "camera {0}: alarm over ({1}); at most {2} without a mask{3}",
                                    event.camera(),
                                    ended.reason().text(),
                                    event.peak(),
                                    where),
                            () -> LOG.log(
                                    Level.WARNING,
                                    "camera {0}: alarm: more than {1} without a mask{2} since {3}",
                                    event.camera(),
                                    event.above(),
                                    where,
                                    event.since()));
        }
    }
}
