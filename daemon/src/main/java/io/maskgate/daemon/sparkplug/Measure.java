package io.maskgate.daemon.sparkplug;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** What a camera tells: its metrics in the order of their aliases, and in which kind of privacy mode they exist. */
enum Measure {
    STATE("State", Kind.TEXT, When.ALWAYS),
    /** The only one a host may write. */
    ENABLED("Enabled", Kind.FLAG, When.ALWAYS),
    PEOPLE("People", Kind.WHOLE, When.LIVE),
    FACEMASK("With mask", Kind.WHOLE, When.LIVE),
    NO_FACEMASK("Without mask", Kind.WHOLE, When.LIVE),
    COMPLIANCE("Compliance", Kind.WHOLE, When.LIVE),
    ALARM("Alarm", Kind.FLAG, When.LIVE),
    FROM("Interval/From", Kind.TIME, When.AGGREGATED),
    TO("Interval/To", Kind.TIME, When.AGGREGATED),
    ONLINE_SECONDS("Interval/Online", Kind.WHOLE, When.AGGREGATED),
    PASSAGES("Interval/Passages", Kind.WHOLE, When.AGGREGATED),
    PASSED_FACEMASK("Interval/With mask", Kind.WHOLE, When.AGGREGATED),
    PASSED_NO_FACEMASK("Interval/Without mask", Kind.WHOLE, When.AGGREGATED),
    UNDECIDED("Interval/Undecided", Kind.WHOLE, When.AGGREGATED),
    RATE("Interval/Rate", Kind.SHARE, When.AGGREGATED);

    /** What values are. */
    enum Kind {
        TEXT(String.class),
        FLAG(Boolean.class),
        WHOLE(Integer.class),
        SHARE(Double.class),
        TIME(Instant.class);

        final Class<?> type;

        Kind(Class<?> type) {
            this.type = type;
        }
    }

    private enum When {
        ALWAYS,
        LIVE,
        AGGREGATED
    }

    final String text;
    final Kind kind;
    /** Moves all the time, so that not every value is told. */
    final boolean restless;

    private final When when;

    Measure(String text, Kind kind, When when) {
        this.text = text;
        this.kind = kind;
        this.when = when;
        restless = when == When.LIVE && kind == Kind.WHOLE;
    }

    /** @param aggregated whether counts per interval are all that may leave the gateway */
    static List<Measure> all(boolean aggregated) {
        var left = aggregated ? When.LIVE : When.AGGREGATED;
        return Arrays.stream(values()).filter(measure -> measure.when != left).toList();
    }
}
