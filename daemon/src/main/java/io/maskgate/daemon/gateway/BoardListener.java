package io.maskgate.daemon.gateway;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.http.EventBoard;
import io.maskgate.daemon.http.EventFeed;

/** Shows events on the page. */
record BoardListener(EventBoard board) implements CameraListener {
    @Override
    public void stateChanged(CameraStatus status) {
        // The page asks for states itself.
    }

    @Override
    public void countsChanged(String camera, FaceCounts counts) {
        // The page asks for counts itself.
    }

    @Override
    public void removed(String camera) {
        // The page asks which cameras there are.
    }

    @Override
    public void event(MaskEvent event) {
        board.publish(new EventFeed.Entry(event.id().toString(), event.camera(), EventJson.text(event)));
    }

    @Override
    public void ruled(RuleNews news) {
        // The page asks for alarms and rates itself.
    }
}
