package io.maskgate.daemon.privacy;

/** Every way on which something of a face can leave this process. */
public enum Exit {
    /** Single mask events: to the broker. */
    EVENTS("mask events"),
    /** Single mask events: as a stream and a list over HTTP. */
    EVENT_STREAM("mask events"),
    /** Single faces that cross a line: to the broker, and over HTTP. */
    CROSSINGS("crossings of lines"),
    /** Too many without a mask: to the broker, over HTTP and as metrics. */
    ALARMS("alarms"),
    /** Faces in view now: to the broker, over HTTP and as metrics. */
    LIVE_COUNTS("counts of the faces in view"),
    /** Counts over time, minute by minute, over HTTP. */
    HISTORY("counts by the minute"),
    /** A picture of a camera. */
    SNAPSHOT("pictures of cameras"),
    /** Pictures of a camera as they come. */
    PREVIEW("pictures of cameras"),
    /** The boxes of an uploaded picture. */
    DETECTION("boxes of faces"),
    /** An uploaded picture with boxes drawn. */
    ANNOTATED("pictures with boxes drawn"),
    /** Pictures kept on this machine. */
    STORED_PICTURES("stored pictures"),
    /** Counts and rates per interval. */
    AGGREGATES("counts per interval");

    private final String words;

    Exit(String words) {
        this.words = words;
    }

    /** What leaves there, for a person. */
    String words() {
        return words;
    }
}
