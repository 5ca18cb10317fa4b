package io.maskgate.daemon.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.daemon.config.Point;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.http.GatewayView.Watch;
import io.maskgate.daemon.privacy.Exit;
import io.maskgate.daemon.privacy.PrivacyGate;
import io.maskgate.daemon.rules.RuleState;
import java.util.Optional;

/**
 * What a camera watches for, as part of its JSON. Where zones and lines are is no secret; what was seen there leaves as far
 * as the gate lets it, and is null elsewhere.
 */
final class WatchJson {
    private WatchJson() {}

    static void put(ObjectNode json, Watch watch, PrivacyGate gate) {
        var state = watch.state();
        boolean live = gate.permits(Exit.LIVE_COUNTS);
        json.put(
                "compliance",
                live && state.compliance().isPresent() ? state.compliance().getAsInt() / 100.0 : null);
        json.set("alarm", alarm(watch, gate));
        json.put("quiet", state.quiet());
        json.put("silent", state.silent());
        json.put("onlyZones", watch.onlyZones());
        var zones = json.putArray("zones");
        watch.zones().forEach(zone -> zones.add(zone(zone)));
        var lines = json.putArray("lines");
        boolean crossings = gate.permits(Exit.CROSSINGS);
        for (var line : watch.lines()) {
            var crossed = Optional.ofNullable(state.lines().get(line.name())).filter(_ -> crossings);
            lines.add(line(line, crossed));
        }
    }

    /** Whether there is an alarm; empty where none is configured, or may not be told. */
    static Optional<Boolean> alarmed(Watch watch, PrivacyGate gate) {
        return watch.state().alarm().filter(_ -> gate.permits(Exit.ALARMS)).map(RuleState.Alarm::on);
    }

    private static ObjectNode alarm(Watch watch, PrivacyGate gate) {
        var limits = watch.alarm();
        var alarm = watch.state().alarm();
        if (limits.isEmpty() || alarm.isEmpty() || !gate.permits(Exit.ALARMS)) {
            return null;
        }
        var json = ApiJson.object();
        json.put("on", alarm.get().on());
        json.put("since", alarm.get().since().map(Object::toString).orElse(null));
        json.put("peak", alarm.get().peak());
        json.put("above", limits.get().above());
        json.put("zone", limits.get().zone().orElse(null));
        return json;
    }

    private static ObjectNode zone(RuleKeys.Zone zone) {
        var json = ApiJson.object().put("name", zone.name());
        var corners = json.putArray("polygon");
        zone.polygon().corners().forEach(corner -> add(corners.addArray(), corner));
        return json;
    }

    private static ObjectNode line(RuleKeys.Line line, Optional<RuleState.Crossings> crossed) {
        var json = ApiJson.object().put("name", line.name());
        add(json.putArray("from"), line.from());
        add(json.putArray("to"), line.to());
        json.put("in", crossed.map(RuleState.Crossings::in).orElse(null));
        json.put("out", crossed.map(RuleState.Crossings::out).orElse(null));
        json.put("since", crossed.map(it -> it.since().toString()).orElse(null));
        return json;
    }

    private static void add(ArrayNode json, Point point) {
        json.add(point.x()).add(point.y());
    }
}
