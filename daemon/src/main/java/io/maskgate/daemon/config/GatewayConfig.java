package io.maskgate.daemon.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The whole configuration. Component names in kebab case are the YAML keys; {@link Key} gives text, default and limits.
 */
public record GatewayConfig(
        @Key(
                doc = "Name of this gateway in topics and events.",
                pattern = "[A-Za-z0-9_-]{1,64}",
                expects = "1 to 64 letters, digits, '-' or '_'")
        String gateway,

        @Key(doc = "Where state is kept: outbox, engine cache.", def = "/var/lib/maskgate")
        Path state,

        @Key(doc = "Time zone of quiet hours; the machine's when absent.")
        Optional<ZoneId> timeZone,

        @Key(doc = "The broker.") BrokerKeys.Mqtt mqtt,
        @Key(doc = "The detector.") ModelKeys.Model model,
        @Key(doc = "The cameras.", min = "1", max = "256") List<Camera> cameras,
        @Key(doc = "From detections to labels.") Tracking tracking,

        @Key(doc = "Events on disk until the broker has them.")
        Outbox outbox,

        @Key(doc = "Health and metrics: no pictures, nothing secret.")
        Health health,

        @Key(doc = "Page, API and preview.") Web web,
        @Key(doc = "What may leave this gateway.") PrivacyKeys.Privacy privacy,

        @Key(doc = "Pictures stored on this machine, in privacy.mode pictures alone.")
        PrivacyKeys.Pictures pictures,

        @Key(doc = "Log lines, on standard error.") Log log) {
    public GatewayConfig {
        cameras = List.copyOf(cameras);
    }

    /** One camera. */
    public record Camera(
            @Key(
                    doc = "Name of this camera in topics and pages; each once.",
                    pattern = "[A-Za-z0-9_-]{1,64}",
                    expects = "1 to 64 letters, digits, '-' or '_'")
            String id,

            @Key(
                    doc =
                            "Address of the stream: rtsp://, rtsps://, http://, https:// or file:. Put the password into a placeholder, as plain text (it is encoded for you); written out here it must be percent-encoded.")
            Secret url,

            @Key(doc = "Address of a smaller stream of the same camera, which is read in place of url.")
            Optional<Secret> detectUrl,

            @Key(
                    doc =
                            "RTSP transport: tcp or udp. By udp only what comes from the address and port that the camera names is taken; one that sends from another needs tcp.",
                    def = "tcp")
            Transport transport,

            @Key(
                    doc =
                            "How the camera's certificate is checked, with rtsps:// and https:// only; when absent, it is not checked at all.")
            CameraTls tls,

            @Key(doc = "Start enabled.", def = "true") boolean enabled,

            @Key(
                    doc =
                            "Detections a second at most; at least two must fall within tracking.lost-after (below 1 raise that). Below 3 somebody who walks by quickly may be missed.",
                    def = "5",
                    min = "0.1",
                    max = "60")
            double rate,

            @Key(doc = "How long connecting may take.", def = "10s", min = "1s", max = "5m")
            Duration connectTimeout,

            @Key(doc = "No decoded frame for so long is a stall.", def = "20s", min = "1s", max = "1h")
            Duration stallAfter,

            @Key(doc = "Start a file again when it ends.", def = "false")
            boolean loop,

            @Key(doc = "What of the stream is decoded.") Decode decode,

            @Key(doc = "Named parts of the picture.", def = "[]", min = "0", max = "32")
            List<RuleKeys.Zone> zones,

            @Key(doc = "Faces outside every zone count for nothing but lines.", def = "false")
            boolean onlyZones,

            @Key(doc = "Lines whose crossings are told.", def = "[]", min = "0", max = "32")
            List<RuleKeys.Line> lines,

            @Key(doc = "Times of the week without alarms.", def = "[]", min = "0", max = "32")
            List<RuleKeys.QuietHours> quietHours,

            @Key(doc = "Alarm when too many go without a mask for too long; none when absent.")
            Optional<RuleKeys.Alarm> alarm,

            @Key(doc = "The share of faces with a mask.") RuleKeys.Compliance compliance) {
        public Camera {
            zones = List.copyOf(zones);
            lines = List.copyOf(lines);
            quietHours = List.copyOf(quietHours);
        }

        /** The address detection reads. */
        public Secret detectionUrl() {
            return detectUrl.orElse(url);
        }
    }

    /** Who is taken for the camera; one of the two. */
    public record CameraTls(
            @Key(
                    doc =
                            "PEM file with the CA that signed the camera's certificate, which must be for the host in its url.")
            Optional<Path> ca,

            @Key(
                    doc = "SHA-256 of the camera's own certificate, whoever signed it: of one it has signed itself.",
                    pattern = "(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}",
                    expects = "64 hex digits, with colons or without")
            Optional<String> fingerprint) {}

    /** What of a stream is decoded. */
    public record Decode(
            @Key(doc = "all; keyframes; or adaptive: key frames until a face is found, then all.", def = "all")
            Policy policy,

            @Key(
                    doc = "Looks a second at least where key frames are rarer; each costs decoding all since the last.",
                    def = "0.5",
                    min = "0.01",
                    max = "2")
            double floor,

            @Key(doc = "Adaptive: back to key frames after so long without a face.", def = "5s", min = "1s", max = "1h")
            Duration quietAfter,

            @Key(doc = "auto takes a hardware decoder that proves to work; or software.", def = "auto")
            DecoderChoice decoder,

            @Key(
                    doc =
                            "Smoothing of block edges, 10 to 20 % of decoding: watched, while somebody watches; or always.",
                    def = "watched")
            LoopFilter loopFilter) {}

    /** Which pictures are decoded. */
    public enum Policy {
        ALL,
        KEYFRAMES,
        ADAPTIVE
    }

    /** Decoders. */
    public enum DecoderChoice {
        AUTO,
        SOFTWARE
    }

    /** When H.264's and HEVC's loop filter runs. */
    public enum LoopFilter {
        WATCHED,
        ALWAYS
    }

    /** RTSP transports. */
    public enum Transport {
        TCP,
        UDP
    }

    /** From detections to labels. */
    public record Tracking(
            @Key(doc = "Sightings that settle a label.", def = "3", min = "1", max = "100")
            int confirm,

            @Key(
                    doc =
                            "Share of recent votes that settles a label, and changes it; below 0.7 a doubtful face changes to and fro.",
                    def = "0.8",
                    min = "0.5",
                    max = "1")
            double changeShare,

            @Key(doc = "A face not seen for so long is gone.", def = "2s", min = "200ms", max = "1m")
            Duration lostAfter,

            @Key(
                    doc = "A face whose label is not sure by then is counted as undecided.",
                    def = "5s",
                    min = "500ms",
                    max = "5m")
            Duration undecidedAfter) {}

    /** Events on disk. */
    public record Outbox(
            @Key(
                    doc = "Bound of waiting events in bytes; the oldest go first.",
                    def = "256MiB",
                    min = "1MiB",
                    max = "1TiB")
            Size maxSize,

            @Key(doc = "Age at which waiting events are dropped.", def = "P7D", min = "1m", max = "P3650D")
            Duration maxAge,

            @Key(
                    doc = "Messages a second at most to the broker, events and states together.",
                    def = "200",
                    min = "1",
                    max = "10000")
            int drainRate) {}

    /** The health listener: no pictures, nothing secret. */
    public record Health(
            @Key(doc = "Serve health and metrics.", def = "true")
            boolean enabled,

            @Key(doc = "host:port.", def = "0.0.0.0:8081") Listen listen,

            @Key(doc = "Tell of single cameras, to anybody; where not, /api/status and /api/metrics do.", def = "true")
            boolean cameras) {
        /** Telling all it knows. */
        public Health(boolean enabled, Listen listen) {
            this(enabled, listen, true);
        }
    }

    /** The web listener: page, API, preview. */
    public record Web(
            @Key(doc = "Serve the page and the API.", def = "true")
            boolean enabled,

            @Key(doc = "host:port; beyond loopback only with tokens and TLS.", def = "127.0.0.1:8080")
            Listen listen,

            @Key(doc = "Pictures may leave through snapshot and preview.", def = "false")
            boolean preview,

            @Key(
                    doc = "Names by which browsers reach it, besides addresses; others are refused (DNS rebinding).",
                    pattern = "[A-Za-z0-9.-]{1,253}(?:,\\s?[A-Za-z0-9.-]{1,253})*",
                    expects = "host names such as gate.example,gate.local, without ports")
            Optional<Names> hosts,

            @Key(
                    doc =
                            "Only a reverse proxy reaches it, which has TLS and tells the client's address in X-Forwarded-For; with tokens only.",
                    def = "false")
            boolean behindProxy,

            @Key(doc = "TLS of this listener; none when absent.")
            Optional<WebKeys.Tls> tls,

            @Key(doc = "Who may see what.") WebKeys.Access access) {
        /** For this machine alone, without tokens. */
        public Web(boolean enabled, Listen listen, boolean preview) {
            this(
                    enabled,
                    listen,
                    preview,
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    new WebKeys.Access(List.of(), Duration.ofMinutes(30), Duration.ofHours(12)));
        }

        /** Whether browsers speak TLS, to it or to the proxy before it. */
        public boolean encrypted() {
            return tls.isPresent() || behindProxy;
        }
    }

    /** Logging. */
    public record Log(
            @Key(doc = "error, warning, info or debug.", def = "info")
            LogLevel level) {}

    /** Log levels. */
    public enum LogLevel {
        ERROR,
        WARNING,
        INFO,
        DEBUG
    }
}
