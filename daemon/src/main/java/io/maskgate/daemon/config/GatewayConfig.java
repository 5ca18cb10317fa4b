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

        @Key(doc = "The broker.") Mqtt mqtt,
        @Key(doc = "The detector.") Model model,
        @Key(doc = "The cameras.", min = "1", max = "256") List<Camera> cameras,
        @Key(doc = "From detections to labels.") Tracking tracking,

        @Key(doc = "Events on disk until the broker has them.")
        Outbox outbox,

        @Key(doc = "Health and metrics: no pictures, nothing secret.")
        Health health,

        @Key(doc = "Page, API and preview.") Web web,
        @Key(doc = "What may leave this gateway.") Privacy privacy,

        @Key(doc = "Pictures stored on this machine, in privacy.mode pictures alone.")
        Pictures pictures,

        @Key(doc = "Log lines, on standard error.") Log log) {
    public GatewayConfig {
        cameras = List.copyOf(cameras);
    }

    /** The broker. */
    public record Mqtt(
            @Key(
                    doc = "Address of the broker; mqtts is TLS. Ports are 1883 and 8883 when absent.",
                    pattern = "mqtts?://(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(?::\\d{1,5})?/?",
                    expects = "mqtt://host[:port] or mqtts://host[:port] without user and password")
            String url,

            @Key(doc = "Protocol version: 5 or 3.1.1.", def = "5")
            MqttVersion version,

            @Key(
                    doc = "First level or levels of every topic.",
                    def = "maskgate",
                    pattern = "[A-Za-z0-9_.-]{1,64}(?:/[A-Za-z0-9_.-]{1,64}){0,7}",
                    expects = "1 to 8 topic levels of letters, digits, '.', '-' or '_'")
            String prefix,

            @Key(doc = "Client id; the gateway's name when absent.")
            Optional<String> clientId,

            @Key(doc = "User name at the broker; may be a placeholder.", placeholders = true)
            Optional<String> username,

            @Key(doc = "Password at the broker; better a placeholder than the password itself.")
            Optional<Secret> password,

            @Key(doc = "Ping interval.", def = "30s", min = "5s", max = "1h")
            Duration keepAlive,

            @Key(doc = "How long connecting may take.", def = "10s", min = "1s", max = "5m")
            Duration connectTimeout,

            @Key(doc = "TLS to the broker; with mqtts:// only.")
            Tls tls,

            @Key(doc = "Discovery by Home Assistant.") HomeAssistant homeAssistant,

            @Key(doc = "The gateway as an edge node of Sparkplug B.")
            Sparkplug sparkplug) {}

    /** Discovery by Home Assistant. */
    public record HomeAssistant(
            @Key(doc = "Describe gateway and cameras as one device.", def = "false")
            boolean enabled,

            @Key(
                    doc = "Discovery prefix, as set in Home Assistant.",
                    def = "homeassistant",
                    pattern = "[A-Za-z0-9_.-]{1,64}(?:/[A-Za-z0-9_.-]{1,64}){0,7}",
                    expects = "1 to 8 topic levels of letters, digits, '.', '-' or '_'")
            String prefix) {}

    /** The gateway as an edge node of Sparkplug B. */
    public record Sparkplug(
            @Key(doc = "Tell of gateway and cameras by Sparkplug B 3.0 too.", def = "false")
            boolean enabled,

            @Key(
                    doc = "Sparkplug group.",
                    def = "maskgate",
                    pattern = "[A-Za-z0-9_.-]{1,64}",
                    expects = "1 to 64 letters, digits, '.', '-' or '_'")
            String group,

            @Key(
                    doc = "Name of the edge node, each once in its group; the gateway's name when absent.",
                    pattern = "[A-Za-z0-9_.-]{1,64}",
                    expects = "1 to 64 letters, digits, '.', '-' or '_'")
            Optional<String> node,

            @Key(
                    doc =
                            "Id of the primary host: nothing is told by Sparkplug while it is away. Any host will do when absent.",
                    pattern = "[A-Za-z0-9_.-]{1,64}",
                    expects = "1 to 64 letters, digits, '.', '-' or '_'")
            Optional<String> primaryHost) {}

    /** Protocol versions of MQTT. */
    public enum MqttVersion {
        V5("5"),
        V3_1_1("3.1.1");

        private final String text;

        MqttVersion(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** TLS to the broker; used with mqtts:// only. */
    public record Tls(
            @Key(doc = "PEM file with the CA that signed the broker's certificate; the system's CAs when absent.")
            Optional<Path> ca,

            @Key(doc = "PEM file with the client certificate.")
            Optional<Path> certificate,

            @Key(doc = "PEM file with the client's private key (PKCS#8).")
            Optional<Path> key) {}

    /** The detector. */
    public record Model(
            @Key(doc = "Name in the model zoo, or a path; the zoo's default when absent.")
            Optional<String> name,

            @Key(doc = "auto, tensorrt (refused where it is missing) or cpu.", def = "auto")
            Engine engine,

            @Key(doc = "auto (the fastest whose accuracy was checked), fp32, fp16 or int8.", def = "auto")
            Precision precision,

            @Key(doc = "Inference threads; 0 leaves one core to decoding.", def = "0", min = "0", max = "64")
            int threads,

            @Key(doc = "Score from which a detection counts as a face.", def = "0.7", min = "0.05", max = "0.99")
            double threshold,

            @Key(doc = "Going over to another model while running.")
            Rollout rollout) {}

    /** What a new model must keep to, so that it may stay. */
    public record Rollout(
            @Key(
                    doc = "How long the old model stays ready to come back by itself.",
                    def = "5m",
                    min = "10s",
                    max = "1d")
            Duration probation,

            @Key(
                    doc = "Share of faces both models must see alike for the new one to take over; 0 asks for none.",
                    def = "0.5",
                    min = "0",
                    max = "1")
            double agreement,

            @Key(
                    doc = "Back to the old model when a picture takes more than so many times its time.",
                    def = "4",
                    min = "1",
                    max = "100")
            double slower) {}

    /** Engines. */
    public enum Engine {
        AUTO,
        TENSORRT,
        CPU
    }

    /** Number formats of the model. */
    public enum Precision {
        AUTO,
        FP32,
        FP16,
        INT8
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
                            "Address of the stream: rtsp://, rtsps://, http://, https:// or file:; the password better as a placeholder.")
            Secret url,

            @Key(doc = "Address of a smaller stream of the same camera, which is read in place of url.")
            Optional<Secret> detectUrl,

            @Key(doc = "RTSP transport: tcp or udp.", def = "tcp")
            Transport transport,

            @Key(doc = "Start enabled.", def = "true") boolean enabled,

            @Key(doc = "Detections a second at most.", def = "5", min = "0.1", max = "60")
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
                    doc = "Smoothing of block edges, a fifth of decoding: watched, while somebody watches; or always.",
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

            @Key(doc = "Share of recent votes that changes a settled label.", def = "0.8", min = "0.5", max = "1")
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

            @Key(doc = "Events a second at most to the broker.", def = "200", min = "1", max = "10000")
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
                            "Only a reverse proxy reaches it, which has TLS and tells the client's address in X-Forwarded-For.",
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
