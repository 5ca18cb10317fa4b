package io.maskgate.hw.video;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Removes credentials from text: {@code user:password@} of any URL, and every secret known at the time. Thread-safe. */
final class Redactor {
    /** Replacing shorter strings would shred every line and hide nothing. */
    private static final int SHORTEST = 3;

    private static final Pattern USER_INFO = Pattern.compile("(://)[^\\s/?#]*@");

    private final Map<String, Integer> secrets = new HashMap<>();

    /** Adds secrets; each {@code add} is undone by one {@link #remove}. */
    synchronized void add(Collection<String> more) {
        more.forEach(secret -> secrets.merge(secret, 1, Integer::sum));
    }

    synchronized void remove(Collection<String> fewer) {
        fewer.forEach(secret -> secrets.computeIfPresent(secret, (_, uses) -> uses == 1 ? null : uses - 1));
    }

    synchronized String redact(String text) {
        String result = USER_INFO.matcher(text).replaceAll("$1***@");
        var longestFirst = secrets.keySet().stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        for (String secret : longestFirst) {
            result = result.replace(secret, "***");
        }
        return result;
    }
}
