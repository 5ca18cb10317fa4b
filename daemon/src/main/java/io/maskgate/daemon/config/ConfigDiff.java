package io.maskgate.daemon.config;

import java.util.ArrayList;
import java.util.List;

/** Which keys of two configurations, or of two sections of one kind, differ. Values are never told: one may be a secret. */
public final class ConfigDiff {
    private ConfigDiff() {}

    /** Dotted keys in the order of the file, such as {@code mqtt.url}; the list of cameras as a whole is {@code cameras}. */
    public static <T extends Record> List<String> keys(T before, T after) {
        var keys = new ArrayList<String>();
        collect(before, after, "", keys);
        return List.copyOf(keys);
    }

    private static void collect(Record before, Record after, String prefix, List<String> keys) {
        for (var spec : KeySpec.of(before.getClass())) {
            Object old = spec.read(before);
            Object now = spec.read(after);
            if (spec.shape() == KeySpec.Shape.SECTION && old instanceof Record a && now instanceof Record b) {
                collect(a, b, prefix + spec.name() + ".", keys);
            } else if (!old.equals(now)) {
                keys.add(prefix + spec.name());
            }
        }
    }
}
