package io.maskgate.daemon.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations: a whole number with ms, s, m, h or d, or ISO-8601 from days to seconds; never negative. */
public final class Durations {
    static final Pattern PATTERN = Pattern.compile("\\d{1,12}(?:ms|s|m|h|d)"
            + "|P(?:\\d{1,6}D)?(?:T(?:\\d{1,9}H)?(?:\\d{1,9}M)?(?:\\d{1,12}(?:\\.\\d{1,9})?S)?)?");

    private Durations() {}

    /** What a person typed; empty when it is no duration. */
    public static Optional<Duration> of(String text) {
        try {
            return PATTERN.matcher(text).matches() ? Optional.of(parse(text)) : Optional.empty();
        } catch (DateTimeException nothing) {
            // The pattern takes P, PT and P1DT, which say no time.
            return Optional.empty();
        }
    }

    /** Expects text that matches {@link #PATTERN}. */
    static Duration parse(String text) {
        if (text.startsWith("P")) {
            return Duration.parse(text);
        }
        int digits = 0;
        while (Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        var unit = switch (text.substring(digits)) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            case "d" -> ChronoUnit.DAYS;
            case String other -> throw new IllegalArgumentException("unknown unit " + other);
        };
        return Duration.of(Long.parseLong(text.substring(0, digits)), unit);
    }

    /** The shortest notation that says the same. */
    static String print(Duration value) {
        if (value.isZero()) {
            return "0s";
        }
        if (value.toNanosPart() % 1_000_000 != 0) {
            return value.toString();
        }
        if (value.toMillisPart() != 0) {
            return value.toMillis() + "ms";
        }
        long seconds = value.toSeconds();
        if (seconds % 86_400 == 0) {
            return "P" + seconds / 86_400 + "D";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
