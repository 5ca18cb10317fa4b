package io.maskgate.daemon.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The keys of who may use the web listener, and how it is encrypted. */
public final class WebKeys {
    private WebKeys() {}

    /** The listener's own certificate. */
    public record Tls(
            @Key(doc = "PEM file with the certificate, followed by those between it and its CA.")
            Path certificate,

            @Key(doc = "PEM file with its private key, not encrypted.")
            Path key) {}

    /** Who may see what. */
    public record Access(
            @Key(doc = "Who may ask; everybody on this machine when there are none.", def = "[]", min = "0", max = "64")
            List<Token> tokens,

            @Key(doc = "A login of the page ends so long after its last request.", def = "30m", min = "1m", max = "7d")
            Duration sessionIdle,

            @Key(doc = "A login of the page ends after so long in any case.", def = "12h", min = "1m", max = "P30D")
            Duration sessionMax) {
        public Access {
            tokens = List.copyOf(tokens);
        }
    }

    /** One who may ask. */
    public record Token(
            @Key(
                    doc = "Whose token it is, for log lines; each once.",
                    pattern = "[A-Za-z0-9_.-]{1,64}",
                    expects = "1 to 64 letters, digits, '.', '-' or '_'")
            String name,

            @Key(doc = "viewer may look; operator may switch and activate as well.")
            Role role,

            @Key(
                    doc = "The cameras it is for; for all others it is as if they were not there.",
                    pattern = "\\*|[A-Za-z0-9_-]{1,64}(?:,\\s?[A-Za-z0-9_-]{1,64})*",
                    expects = "\"*\" for all, or ids of cameras such as entrance,yard")
            Names cameras,

            @Key(doc = "Whether faces in pictures are shown to it, where privacy.faces covers them.", def = "false")
            boolean faces,

            @Key(
                    doc = "What maskgate token new printed for it.",
                    pattern = "sha256:[0-9a-f]{64}",
                    expects = "sha256: and 64 digits from 0 to f",
                    shown = false)
            String hash) {}

    /** What somebody may do. */
    public enum Role {
        VIEWER,
        OPERATOR
    }
}
