package io.maskgate.daemon.privacy;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells a listener outside what may leave: the state of cameras always, faces only where the gate lets them pass. */
final class GuardedListener implements CameraListener {
    private final PrivacyGate gate;
    private final CameraListener outside;
    private final Set<String> withheld = ConcurrentHashMap.newKeySet();

    GuardedListener(PrivacyGate gate, CameraListener outside) {
        this.gate = gate;
        this.outside = outside;
    }

    @Override
    public void stateChanged(CameraStatus status) {
        boolean counts = gate.permits(Exit.LIVE_COUNTS);
        outside.stateChanged(counts ? status : status.withFaces(FaceCounts.NONE));
        if (counts) {
            // A process that begins has seen nobody yet: without a word of it, what one before it said would stand.
            outside.countsChanged(status.id(), status.faces());
        } else if (withheld.add(status.id())) {
            outside.countsWithheld(status.id());
        }
    }

    @Override
    public void countsChanged(String camera, FaceCounts counts) {
        if (gate.ask(Exit.LIVE_COUNTS).isEmpty()) {
            outside.countsChanged(camera, counts);
        }
    }

    @Override
    public void countsWithheld(String camera) {
        outside.countsWithheld(camera);
    }

    @Override
    public void removed(String camera) {
        withheld.remove(camera);
        outside.removed(camera);
    }

    @Override
    public void lines(String camera, List<String> names) {
        if (gate.permits(Exit.CROSSINGS)) {
            outside.lines(camera, names);
        }
    }

    @Override
    public void event(MaskEvent event) {
        if (gate.ask(Exit.EVENTS).isEmpty()) {
            outside.event(event);
        }
    }

    @Override
    public void ruled(RuleNews news) {
        var exit = switch (news) {
            case LineCrossing _ -> Exit.CROSSINGS;
            case AlarmEvent _, RuleNews.AlarmState _ -> Exit.ALARMS;
            case RuleNews.ComplianceRate _ -> Exit.LIVE_COUNTS;
        };
        if (gate.ask(exit).isEmpty()) {
            outside.ruled(news);
        }
    }

    @Override
    public void told() {
        outside.told();
    }

    @Override
    public void undecided(String camera, int faces) {
        if (gate.permits(Exit.EVENTS)) {
            outside.undecided(camera, faces);
        }
    }
}
