package io.maskgate.daemon.gateway;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleJson;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.http.EventBoard;
import io.maskgate.daemon.http.EventFeed;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Shows events on the page, which asks for states and counts itself. */
record BoardListener(EventBoard board) implements CameraListener {
    @Override
    public void event(MaskEvent event) {
        board.publish(
                new EventFeed.Entry(event.id().toString(), EventFeed.Kind.MASK, event.camera(), EventJson.text(event)));
    }

    @Override
    public void ruled(RuleNews news) {
        switch (news) {
            case LineCrossing crossing -> show(EventFeed.Kind.LINE, crossing.id(), news, RuleJson.write(crossing));
            case AlarmEvent alarm -> show(EventFeed.Kind.ALARM, alarm.id(), news, RuleJson.write(alarm));
            case RuleNews.AlarmState _, RuleNews.ComplianceRate _ -> {
                // The page asks for states and rates itself.
            }
        }
    }

    private void show(EventFeed.Kind kind, UUID id, RuleNews news, byte[] json) {
        board.publish(
                new EventFeed.Entry(id.toString(), kind, news.camera(), new String(json, StandardCharsets.UTF_8)));
    }
}
