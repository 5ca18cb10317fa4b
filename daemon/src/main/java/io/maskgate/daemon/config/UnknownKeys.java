package io.maskgate.daemon.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What to say of a key that is not there. */
final class UnknownKeys {
    private UnknownKeys() {}

    static void report(Faults faults, String name, List<KeySpec> specs, String path, int line) {
        if (faults.full()) {
            // Looking for what was meant takes a while for each.
            faults.add(line, path, "a known key", "another", "");
            return;
        }
        // A mistyped line may have its value, a password perhaps, in the key: only plain words are repeated.
        boolean word = name.matches("[A-Za-z0-9_-]{1,40}");
        String known = specs.stream().map(KeySpec::name).collect(Collectors.joining(", "));
        String section = path.isEmpty() ? "the top level" : path;
        if (name.equals("<<")) {
            faults.add(
                    line, path, "each section in full", "a merge key", "merging is not supported; write the keys out");
        } else if (!word) {
            faults.add(line, path, "a known key", "one that is not a plain word", "known here: " + known);
        } else {
            faults.add(
                    line,
                    Binder.join(path, name),
                    "a known key",
                    "one unknown in " + section,
                    remedy(name, specs, known));
        }
    }

    private static String remedy(String name, List<KeySpec> specs, String known) {
        String plain = name.toLowerCase(Locale.ROOT).replace('_', '-');
        Optional<String> nearest = specs.stream()
                .map(KeySpec::name)
                .filter(key -> distance(plain.replace("-", ""), key.replace("-", "")) <= Math.max(1, key.length() / 3))
                .min(Comparator.comparingInt(key -> distance(plain, key)));
        if (nearest.isPresent()) {
            return "did you mean " + nearest.get() + "?";
        }
        return elsewhere(GatewayConfig.class, plain, "")
                .map(place -> "it belongs to " + place)
                .orElse("known here: " + known);
    }

    private static Optional<String> elsewhere(Class<?> section, String name, String path) {
        for (KeySpec spec : KeySpec.of(section)) {
            if (spec.name().equals(name)) {
                return Optional.of(path.isEmpty() ? "the top level" : path);
            }
            if (spec.nested()) {
                var place = elsewhere(spec.type(), name, Binder.join(path, spec.name()));
                if (place.isPresent()) {
                    return place;
                }
            }
        }
        return Optional.empty();
    }

    /** Levenshtein distance. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
