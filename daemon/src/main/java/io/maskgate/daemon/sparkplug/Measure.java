package io.maskgate.daemon.sparkplug;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** What every camera tells, and in which kind of privacy mode. */
enum Measure implements Tag {
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

    private final String text;
    private final Kind kind;
    private final When when;

    Measure(String text, Kind kind, When when) {
        this.text = text;
        this.kind = kind;
        this.when = when;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public boolean isRestless() {
        return when == When.LIVE && kind == Kind.WHOLE;
    }

    @Override
    public boolean isOfAnInterval() {
        return when == When.AGGREGATED;
    }

    @Override
    public boolean isFor(boolean aggregated) {
        return when != (aggregated ? When.LIVE : When.AGGREGATED);
    }

    /** @param aggregated whether counts per interval are all that may leave the gateway */
    static List<Measure> all(boolean aggregated) {
        return Arrays.stream(values())
                .filter(measure -> measure.isFor(aggregated))
                .toList();
    }
}
