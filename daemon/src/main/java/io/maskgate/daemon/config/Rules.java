package io.maskgate.daemon.config;

import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoUrl;
import io.maskgate.hw.video.VideoUrlException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What no single key can be refused for: combinations, addresses, files. */
final class Rules {
    private static final Set<String> NETWORK_SCHEMES = Set.of("rtsp", "rtsps", "http", "https");
    private static final Set<String> PLAIN_SCHEMES = Set.of("rtsp", "http", "file");
    private static final String CAMERA_URL = "an rtsp://, rtsps://, http://, https:// or file: address";

    /** Least interval of counts by the French decree 2021-269 on measuring mask wearing. */
    private static final Duration DECREE = Duration.ofMinutes(20);

    private final Faults faults;
    private final Bound bound;

    Rules(Faults faults, Bound bound) {
        this.faults = faults;
        this.bound = bound;
    }

    void check() {
        broker();
        listeners();
        new WebRules(faults, bound).check();
        privacy();
        pictures();
        int cameras = bound.find("cameras.size", Integer.class).orElse(0);
        Map<String, Integer> ids = new HashMap<>();
        for (int i = 0; i < cameras; i++) {
            camera("cameras[" + i + "]", ids);
        }
    }

    private void broker() {
        Optional<String> url = bound.find("mqtt.url", String.class);
        url.filter(text -> !portFits(text)).ifPresent(_ -> fault("mqtt.url", "a port from 1 to 65535", "another", ""));
        if (bound.given("mqtt.tls")
                && url.filter(text -> text.startsWith("mqtt://")).isPresent()) {
            fault(
                    "mqtt.tls",
                    "no tls section with an mqtt:// address",
                    "one",
                    "use mqtts:// in mqtt.url, or remove it");
        }
        pair("mqtt.tls.certificate", "mqtt.tls.key");
        pair("mqtt.tls.key", "mqtt.tls.certificate");
        boolean old = bound.find("mqtt.version", BrokerKeys.MqttVersion.class)
                .filter(version -> version == BrokerKeys.MqttVersion.V3_1_1)
                .isPresent();
        if (old && bound.given("mqtt.password") && !bound.given("mqtt.username")) {
            fault("mqtt.password", "a username beside it in MQTT 3.1.1", "none", "add mqtt.username, or use version 5");
        }
    }

    private void pair(String key, String other) {
        if (bound.given(key) && !bound.given(other)) {
            fault(key, "it together with " + other, "it alone", "add " + other + ", or remove it");
        }
    }

    private void listeners() {
        Optional<Listen> web = bound.find("web.listen", Listen.class);
        Optional<Listen> health = bound.find("health.listen", Listen.class);
        if (on("web") && on("health") && web.isPresent() && health.isPresent()) {
            int port = web.get().port();
            if (port != 0 && port == health.get().port()) {
                String later = bound.line("web.listen") >= bound.line("health.listen") ? "web.listen" : "health.listen";
                fault(later, "different ports for health and web", port + " for both", "change one of them");
            }
        }
    }

    private void pictures() {
        boolean stored = bound.find("privacy.mode", PrivacyKeys.PrivacyMode.class)
                .filter(mode -> mode == PrivacyKeys.PrivacyMode.PICTURES)
                .isPresent();
        if (bound.given("pictures") && !stored) {
            faults.warn(
                    bound.line("pictures"),
                    "pictures",
                    "privacy.mode pictures beside it",
                    "another mode",
                    "nothing is stored, and pictures of an earlier time are deleted");
        }
        bound.find("pictures.key", Secret.class)
                .filter(key -> !isKey(key.reveal()))
                .ifPresent(_ -> fault(
                        "pictures.key",
                        "32 bytes as 64 hex digits or in base64",
                        "something else",
                        "openssl rand -hex 32 makes one"));
    }

    private static boolean isKey(String text) {
        return text.matches("[0-9A-Fa-f]{64}|[A-Za-z0-9+/]{43}=");
    }

    private void privacy() {
        boolean aggregate = bound.find("privacy.mode", PrivacyKeys.PrivacyMode.class)
                .filter(mode -> mode == PrivacyKeys.PrivacyMode.AGGREGATE)
                .isPresent();
        if (!aggregate) {
            return;
        }
        if (bound.find("web.preview", Boolean.class).orElse(false)) {
            fault(
                    "web.preview",
                    "no preview where privacy.mode is aggregate",
                    "true",
                    "remove it, or set privacy.mode to events or pictures");
        }
        for (int i = 0; i < bound.find("cameras.size", Integer.class).orElse(0); i++) {
            attention("cameras[" + i + "].decode.policy");
        }
        bound.find("privacy.interval", Duration.class)
                .filter(interval -> interval.compareTo(DECREE) < 0)
                .ifPresent(interval -> faults.warn(
                        bound.line("privacy.interval"),
                        "privacy.interval",
                        "20m or more, as decree 2021-269 asks",
                        interval.toSeconds() + "s",
                        "it works, but such counts are nearer to single people"));
    }

    /** How much of a stream is decoded stands in health and metrics, whose rates are what operations go by. */
    private void attention(String key) {
        bound.find(key, GatewayConfig.Policy.class)
                .filter(policy -> policy == GatewayConfig.Policy.ADAPTIVE)
                .ifPresent(_ -> faults.warn(
                        bound.line(key),
                        key,
                        "all or keyframes where privacy.mode is aggregate",
                        "adaptive",
                        "it works, but the number of decoded frames tells when somebody is there"));
    }

    private boolean on(String section) {
        return bound.find(section + ".enabled", Boolean.class).orElse(true);
    }

    private void camera(String path, Map<String, Integer> ids) {
        String idKey = path + ".id";
        bound.find(idKey, String.class).ifPresent(id -> {
            Integer earlier = ids.putIfAbsent(id, bound.line(idKey));
            if (earlier != null) {
                fault(idKey, "each id once", id + " again", "it stands in line " + earlier);
            }
        });
        looks(path);
        new CameraRuleFaults(faults, bound, path).check();
        Optional<String> small = address(path + ".detect-url");
        Optional<String> url = address(path + ".url");
        if (url.isEmpty() || small.isEmpty() && bound.given(path + ".detect-url")) {
            return;
        }
        tls(path);
        String read = scheme(small.or(() -> url).get());
        String where = small.isPresent() ? " in detect-url" : "";
        if (NETWORK_SCHEMES.contains(read)
                && bound.find(path + ".loop", Boolean.class).orElse(false)) {
            fault(path + ".loop", "loop with a file: address only", "it with " + read + "://" + where, "remove it");
        }
        boolean rtsp = read.startsWith("rtsp") || scheme(url.get()).startsWith("rtsp");
        if (bound.given(path + ".transport") && !rtsp) {
            String found = "it with " + read + ":" + where;
            fault(path + ".transport", "transport with an rtsp address only", found, "remove it");
        }
    }

    /** What is to be verified must not go by another way unverified. */
    private void tls(String path) {
        String tls = path + ".tls";
        if (!bound.given(tls)) {
            return;
        }
        boolean ca = bound.given(tls + ".ca");
        if (ca == bound.given(tls + ".fingerprint")) {
            fault(tls, "one of ca and fingerprint", ca ? "both" : "none", "keep the one that is meant");
        }
        for (String key : List.of(path + ".url", path + ".detect-url")) {
            bound.find(key, Secret.class)
                    .map(url -> scheme(url.reveal()))
                    .filter(scheme -> PLAIN_SCHEMES.contains(scheme))
                    .ifPresent(scheme -> fault(
                            tls,
                            "rtsps:// or https:// in url and detect-url",
                            scheme + ": in " + key,
                            "use the camera's TLS port there too, or remove tls"));
        }
        if (bound.find(path + ".transport", GatewayConfig.Transport.class)
                .filter(transport -> transport == GatewayConfig.Transport.UDP)
                .isPresent()) {
            fault(path + ".transport", "tcp beside tls", "udp, which goes past it", "remove one of them");
        }
    }

    /** An address that can be used; another is a fault. */
    private Optional<String> address(String key) {
        Optional<String> url = bound.find(key, Secret.class).map(Secret::reveal);
        if (url.isEmpty()) {
            return url;
        }
        String scheme = scheme(url.get());
        boolean network = NETWORK_SCHEMES.contains(scheme);
        if (!network && !scheme.equals("file")) {
            fault(key, CAMERA_URL, "another kind of address (not shown)", "");
            return Optional.empty();
        }
        try {
            VideoUrl.parse(url.get());
        } catch (VideoUrlException e) {
            fault(key, e.expected(), e.found(), e.remedy());
        } catch (VideoException _) {
            fault(key, CAMERA_URL, "another kind of address (not shown)", "");
        }
        return url;
    }

    /** A face seen at one look and lost before the next would be a new face at every look. */
    private void looks(String path) {
        double rate = bound.find(path + ".rate", Double.class).orElse(Double.MAX_VALUE);
        Duration lost = bound.find("tracking.lost-after", Duration.class).orElse(Duration.ofDays(1));
        long needed = (long) Math.ceil(2000 / rate);
        if (lost.toMillis() < needed) {
            fault(
                    path + ".rate",
                    "at least two looks within tracking.lost-after",
                    rate + " a second with " + lost.toMillis() + "ms",
                    "raise the rate, or lost-after to " + needed + "ms");
        }
    }

    private static String scheme(String url) {
        int colon = url.indexOf(':');
        return colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
    }

    private static boolean portFits(String url) {
        int colon = url.lastIndexOf(':');
        String port = url.substring(colon + 1).replace("/", "");
        if (!port.matches("\\d+")) {
            return true;
        }
        int number = Integer.parseInt(port);
        return number >= 1 && number <= 65535;
    }

    private void fault(String key, String expected, String found, String remedy) {
        faults.add(bound.line(key), key, expected, found, remedy);
    }
}
