package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.ConfigDiff;
import io.maskgate.daemon.config.GatewayConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a new list of cameras changes, by id in order of configuration. Cameras that stand in none of the lists stay as they
 * are, connection and tracks included.
 *
 * @param added new ones
 * @param removed those that are no more
 * @param changed those that connect anew, since something but {@code enabled} differs
 * @param switched those of which {@code enabled} differs and nothing else but rules
 * @param ruled those of which nothing but rules differs; they stay connected
 */
public record CameraChanges(
        List<String> added, List<String> removed, List<String> changed, List<String> switched, List<String> ruled) {
    private static final String SWITCH = "enabled";
    private static final Set<String> RULES =
            Set.of("zones", "only-zones", "lines", "quiet-hours", "alarm", "compliance.window");

    public CameraChanges {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
        switched = List.copyOf(switched);
        ruled = List.copyOf(ruled);
    }

    static CameraChanges between(List<GatewayConfig.Camera> before, List<GatewayConfig.Camera> after) {
        Map<String, GatewayConfig.Camera> old = new LinkedHashMap<>();
        before.forEach(camera -> old.put(camera.id(), camera));
        var gone = new HashMap<>(old);
        var added = new ArrayList<String>();
        var changed = new ArrayList<String>();
        var switched = new ArrayList<String>();
        var ruled = new ArrayList<String>();
        for (var camera : after) {
            gone.remove(camera.id());
            var was = old.get(camera.id());
            if (was == null) {
                added.add(camera.id());
            } else if (!was.equals(camera)) {
                var keys = new ArrayList<>(ConfigDiff.keys(was, camera));
                keys.removeAll(RULES);
                (keys.isEmpty() ? ruled : keys.equals(List.of(SWITCH)) ? switched : changed).add(camera.id());
            }
        }
        var removed = old.keySet().stream().filter(gone::containsKey).toList();
        return new CameraChanges(added, removed, changed, switched, ruled);
    }

    public boolean none() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && switched.isEmpty() && ruled.isEmpty();
    }

    /** For the log, such as {@code added: yard; changed: entrance, exit}. */
    @Override
    public String toString() {
        var parts = new ArrayList<String>();
        part(parts, "added", added);
        part(parts, "removed", removed);
        part(parts, "changed", changed);
        part(parts, "switched on or off", switched);
        part(parts, "with other rules", ruled);
        return parts.isEmpty() ? "no camera changed" : String.join("; ", parts);
    }

    private static void part(List<String> parts, String what, List<String> ids) {
        if (!ids.isEmpty()) {
            parts.add(what + ": " + String.join(", ", ids));
        }
    }
}
