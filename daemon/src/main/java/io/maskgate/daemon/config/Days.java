package io.maskgate.daemon.config;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Days of the week, written such as {@code mon-fri}, {@code sat,sun} or {@code fri-mon}. */
public record Days(Set<DayOfWeek> days) {
    private static final String DAY =
            Arrays.stream(DayOfWeek.values()).map(Days::word).collect(Collectors.joining("|", "(?:", ")"));
    private static final String RANGE = DAY + "(?:-" + DAY + ")?";
    static final Pattern PATTERN = Pattern.compile(RANGE + "(?:,\\s?" + RANGE + ")*");

    public Days {
        days = Collections.unmodifiableSet(EnumSet.copyOf(days));
    }

    /** @param text that matches the pattern */
    static Days parse(String text) {
        var days = EnumSet.noneOf(DayOfWeek.class);
        for (String range : text.split(",\\s?")) {
            int dash = range.indexOf('-');
            var last = day(range.substring(dash + 1));
            var day = dash < 0 ? last : day(range.substring(0, dash));
            // A range may go over the end of the week.
            for (days.add(day); day != last; days.add(day)) {
                day = day.plus(1);
            }
        }
        return new Days(days);
    }

    private static DayOfWeek day(String word) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> word(day).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no day of the week"));
    }

    private static String word(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        List<String> ranges = new ArrayList<>();
        for (int first = 1; first <= 7; first++) {
            int last = first;
            while (last < 7 && days.contains(DayOfWeek.of(last)) && days.contains(DayOfWeek.of(last + 1))) {
                last++;
            }
            if (days.contains(DayOfWeek.of(first))) {
                ranges.add(word(DayOfWeek.of(first)) + (last > first ? "-" + word(DayOfWeek.of(last)) : ""));
                first = last;
            }
        }
        return String.join(",", ranges);
    }
}
