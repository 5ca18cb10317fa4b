package io.maskgate.daemon.config;

import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;

/** The keys of what a camera watches for: zones, lines, quiet hours, alarm, compliance. */
public final class RuleKeys {
    private static final String NAME = "[A-Za-z0-9_-]{1,64}";
    private static final String NAME_EXPECTS = "1 to 64 letters, digits, '-' or '_'";

    private RuleKeys() {}

    /** A named part of the picture. */
    public record Zone(
            @Key(doc = "Name of the zone in events; each once.", pattern = NAME, expects = NAME_EXPECTS)
            String name,

            @Key(
                    doc =
                            "Corners in order, as fractions of the picture's width and height from its upper left corner; edges must not cross.",
                    expects = "3 to 64 corners such as [[0, 0.5], [1, 0.5], [1, 1]], numbers from 0 to 1")
            Polygon polygon) {}

    /** A line that faces cross. */
    public record Line(
            @Key(doc = "Name of the line in crossings; each once.", pattern = NAME, expects = NAME_EXPECTS)
            String name,

            @Key(
                    doc = "Where it begins, as fractions of the picture's width and height.",
                    expects = "a point such as [0.5, 1], numbers from 0 to 1")
            Point from,

            @Key(
                    doc = "Where it ends. Seen along the line, who goes from its left to its right comes in.",
                    expects = "a point such as [0.5, 0], numbers from 0 to 1")
            Point to) {}

    /** A time of the week without alarms. */
    public record QuietHours(
            @Key(doc = "Days on which it begins.", def = "mon-sun", expects = "days such as mon-fri or sat,sun")
            Days days,

            @Key(doc = "When it begins.", expects = "a time such as \"22:00\"")
            LocalTime from,

            @Key(
                    doc = "When it ends; on the next day where that is not later than its begin.",
                    expects = "a time such as \"06:00\"")
            LocalTime to,

            @Key(doc = "Whether mask events are told meanwhile; alarms never are.", def = "true")
            boolean events) {}

    /** More without a mask than may be, for longer than may be. */
    public record Alarm(
            @Key(doc = "More faces without a mask than this are too many.", def = "0", min = "0", max = "1000")
            int above,

            @Key(name = "for", doc = "How long there must be too many.", def = "10s", min = "0s", max = "1h")
            Duration lasting,

            @Key(doc = "How long there must not be too many for the alarm to end.", def = "30s", min = "0s", max = "1d")
            Duration clearAfter,

            @Key(doc = "No new alarm so long after the end of one.", def = "5m", min = "0s", max = "7d")
            Duration holdOff,

            @Key(
                    doc = "Only faces in this zone count; the whole picture when absent.",
                    pattern = NAME,
                    expects = "the name of a zone of this camera")
            Optional<String> zone) {}

    /** The share of faces with a mask. */
    public record Compliance(
            @Key(
                    doc = "How far back it looks; each face counts once, with its last label.",
                    def = "15m",
                    min = "10s",
                    max = "1d")
            Duration window) {}
}
