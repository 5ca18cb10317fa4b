package io.maskgate.daemon.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The keys of the broker, and of who else is told through it. */
public final class BrokerKeys {
    private BrokerKeys() {}

    /** The broker. */
    public record Mqtt(
            @Key(
                    doc = "Address of the broker; mqtts is TLS. Ports are 1883 and 8883 when absent.",
                    pattern =
                            "(?:mqtt://(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)|mqtts://(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+))(?::\\d{1,5})?/?",
                    expects =
                            "mqtt://host[:port] or mqtts://host[:port] without user and password; no '_' in a host with mqtts")
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
}
