package io.maskgate.daemon.config;

import java.time.Duration;
import java.util.Optional;

/** The keys of what may leave this gateway, and of what is stored on it. */
public final class PrivacyKeys {
    private PrivacyKeys() {}

    /** What may leave this gateway. */
    public record Privacy(
            @Key(
                    doc = "aggregate (counts per interval alone), events (no picture is stored) or pictures.",
                    def = "events")
            PrivacyMode mode,

            @Key(
                    doc = "aggregate: length of an interval; decree 2021-269 asks for 20m or more.",
                    def = "20m",
                    min = "10s",
                    max = "1d")
            Duration interval,

            @Key(
                    doc = "aggregate: counts from 1 to below this are left out, and what would tell them; 0 shows all.",
                    def = "0",
                    min = "0",
                    max = "1000")
            int k,

            @Key(doc = "events: faces in snapshot and preview: blur, pixelate or show.", def = "blur")
            FaceStyle faces) {}

    /** Pictures stored on this machine. */
    public record Pictures(
            @Key(doc = "Store crops of faces the model has trouble with, to learn from.", def = "true")
            boolean samples,

            @Key(doc = "Store a picture of each new and update event.", def = "false")
            boolean events,

            @Key(doc = "Pictures are deleted when they are so old.", def = "P30D", min = "1m", max = "P3650D")
            Duration retention,

            @Key(
                    doc = "Bound of all stored pictures in bytes; the oldest go first.",
                    def = "1GiB",
                    min = "1MiB",
                    max = "1TiB")
            Size quota,

            @Key(
                    doc =
                            "Key that seals pictures (AES-256-GCM): 32 bytes as 64 hex digits or in base64; none when absent.")
            Optional<Secret> key) {}

    /** How much may leave. */
    public enum PrivacyMode {
        AGGREGATE,
        EVENTS,
        PICTURES
    }

    /** Faces in pictures for those who may not see them. */
    public enum FaceStyle {
        BLUR,
        PIXELATE,
        SHOW
    }
}
