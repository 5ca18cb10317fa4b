package io.maskgate.daemon.config;

import java.time.Duration;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is wrong between the keys of one camera's zones, lines, quiet hours and alarm. */
final class CameraRuleFaults {
    private final Faults faults;
    private final Bound bound;
    private final String camera;

    CameraRuleFaults(Faults faults, Bound bound, String camera) {
        this.faults = faults;
        this.bound = bound;
        this.camera = camera;
    }

    void check() {
        Set<String> zones = names("zones", "zone");
        names("lines", "line");
        for (int i = 0; i < size("lines"); i++) {
            line(camera + ".lines[" + i + "]");
        }
        for (int i = 0; i < size("quiet-hours"); i++) {
            quietHours(camera + ".quiet-hours[" + i + "]");
        }
        if (zones.isEmpty()
                && size("zones") == 0
                && bound.find(camera + ".only-zones", Boolean.class).orElse(false)) {
            fault(camera + ".only-zones", "zones beside it", "none", "add zones, or remove it");
        }
        String key = camera + ".alarm.zone";
        bound.find(key, String.class)
                .filter(zone -> !zones.contains(zone))
                .ifPresent(zone -> fault(
                        key,
                        "the name of a zone of this camera",
                        zone,
                        zones.isEmpty() ? "add the zone" : "there are: " + String.join(", ", zones)));
        looksOfLines();
        lasting();
    }

    /** Whoever comes in while every look is a key frame has walked for a while when he is first seen. */
    private void looksOfLines() {
        String key = camera + ".decode.policy";
        if (size("lines") > 0) {
            bound.find(key, GatewayConfig.Policy.class)
                    .filter(policy -> policy != GatewayConfig.Policy.ALL)
                    .ifPresent(policy -> warn(
                            key,
                            "all where lines are counted",
                            policy.name().toLowerCase(Locale.ROOT),
                            "it works, but who comes in alone is often first seen beyond the line, and not counted"));
        }
    }

    /** A face is in view until it is lost: an alarm that is to leave out who merely passes must wait for longer. */
    private void lasting() {
        String key = camera + ".alarm.for";
        Optional<Duration> lost = bound.find("tracking.lost-after", Duration.class);
        bound.find(key, Duration.class)
                .filter(lasting -> lasting.isPositive()
                        && lost.filter(it -> lasting.compareTo(it) <= 0).isPresent())
                .ifPresent(lasting -> warn(
                        key,
                        "more than tracking.lost-after (" + Durations.print(lost.orElseThrow()) + ")",
                        Durations.print(lasting),
                        "it works, but whoever is seen for a moment begins an alarm: raise it"));
    }

    private Set<String> names(String list, String what) {
        Map<String, Integer> lines = new HashMap<>();
        for (int i = 0; i < size(list); i++) {
            String key = camera + "." + list + "[" + i + "].name";
            bound.find(key, String.class).ifPresent(name -> {
                Integer earlier = lines.putIfAbsent(name, bound.line(key));
                if (earlier != null) {
                    fault(key, "each " + what + " once", name + " again", "it stands in line " + earlier);
                }
            });
        }
        return new TreeSet<>(lines.keySet());
    }

    private void line(String path) {
        Optional<Point> from = bound.find(path + ".from", Point.class);
        if (from.isPresent() && from.equals(bound.find(path + ".to", Point.class))) {
            fault(path + ".to", "another point than from", "the same", "move one of them");
        }
    }

    /** Whole days would be {@code "00:00"} to {@code "00:00"}: the end is then on the next day. */
    private void quietHours(String path) {
        Optional<LocalTime> from = bound.find(path + ".from", LocalTime.class);
        if (from.isPresent()
                && !from.get().equals(LocalTime.MIDNIGHT)
                && from.equals(bound.find(path + ".to", LocalTime.class))) {
            fault(
                    path + ".to",
                    "another time than from",
                    from.get() + " for both",
                    "for whole days write \"00:00\" for both");
        }
    }

    private int size(String list) {
        return bound.find(camera + "." + list + ".size", Integer.class).orElse(0);
    }

    private void warn(String key, String expected, String found, String remedy) {
        faults.warn(bound.line(key), key, expected, found, remedy);
    }

    private void fault(String key, String expected, String found, String remedy) {
        faults.add(bound.line(key), key, expected, found, remedy);
    }
}
