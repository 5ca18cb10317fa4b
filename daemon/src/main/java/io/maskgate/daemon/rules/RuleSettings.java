package io.maskgate.daemon.rules;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.RuleKeys;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** What one camera watches for. */
public record RuleSettings(
        List<RuleKeys.Zone> zones,
        boolean onlyZones,
        List<RuleKeys.Line> lines,
        QuietTimes quiet,
        Optional<RuleKeys.Alarm> alarm,
        Duration window) {
    public RuleSettings {
        zones = List.copyOf(zones);
        lines = List.copyOf(lines);
    }

    /** @param timeZone of quiet hours */
    public static RuleSettings of(GatewayConfig.Camera camera, ZoneId timeZone) {
        return new RuleSettings(
                camera.zones(),
                camera.onlyZones(),
                camera.lines(),
                new QuietTimes(camera.quietHours(), timeZone),
                camera.alarm(),
                camera.compliance().window());
    }
}
