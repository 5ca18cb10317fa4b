package io.maskgate.daemon.config;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Tag;

/** How places in the picture and times of the week are written. */
final class RuleNotations {
    static final Map<Class<?>, Notation<?>> BY_TYPE = Map.of(
            Point.class,
            places("a point such as [0.5, 1], numbers from 0 to 1"),
            Polygon.class,
            places("corners such as [[0, 0.5], [1, 0.5], [1, 1]], numbers from 0 to 1"),
            LocalTime.class,
            new Notation<LocalTime>(
                    Notations.TEXT,
                    "a time such as \"22:00\"",
                    Pattern.compile("(?:[01]\\d|2[0-3]):[0-5]\\d"),
                    LocalTime::parse,
                    LocalTime::toString,
                    Comparator.naturalOrder()),
            Days.class,
            new Notation<Days>(
                    Notations.TEXT,
                    "days such as mon-fri or sat,sun",
                    Days.PATTERN,
                    Days::parse,
                    Days::toString,
                    (_, _) -> 0),
            ZoneId.class,
            new Notation<ZoneId>(
                    Notations.TEXT,
                    "a time zone such as Europe/Paris",
                    Pattern.compile("[A-Za-z0-9_+:/-]{1,64}"),
                    ZoneId::of,
                    ZoneId::getId,
                    (_, _) -> 0));

    private RuleNotations() {}

    /** Lists of numbers, which {@link Places} reads. */
    private static Notation<Object> places(String expected) {
        return new Notation<>(Set.of(Tag.SEQ), expected, Notations.ANY, text -> text, Object::toString, (_, _) -> 0);
    }
}
