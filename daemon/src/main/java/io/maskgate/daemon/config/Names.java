package io.maskgate.daemon.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Several names, written such as {@code entrance,yard}; {@code *} is every name there is or will be.
 *
 * @param names without repetition, in order; none where all are meant
 */
public record Names(boolean all, Set<String> names) {
    /** Every name there is. */
    public static final Names ALL = new Names(true, Set.of());

    /** No name at all; nobody writes it. */
    public static final Names NONE = new Names(false, Set.of());

    private static final String NAME = "[A-Za-z0-9_.:-]{1,253}";
    static final Pattern PATTERN = Pattern.compile("\\*|" + NAME + "(?:,\\s?" + NAME + ")*");

    public Names {
        names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
        if (all && !names.isEmpty()) {
            throw new IllegalArgumentException("expected either * or names, found both");
        }
    }

    /** Exactly these names. */
    public static Names of(String... names) {
        return new Names(false, new LinkedHashSet<>(Arrays.asList(names)));
    }

    /** @param text that matches the pattern */
    static Names parse(String text) {
        return text.equals("*") ? ALL : of(text.split(",\\s?"));
    }

    public boolean contains(String name) {
        return all || names.contains(name);
    }

    @Override
    public String toString() {
        return all ? "*" : String.join(",", names);
    }
}
