package io.maskgate.daemon.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What the web listener may not be: open to others without tokens, in the clear, or for cameras that are not there. */
final class WebRules {
    private static final String TOKENS = "web.access.tokens";

    private final Faults faults;
    private final Bound bound;

    WebRules(Faults faults, Bound bound) {
        this.faults = faults;
        this.bound = bound;
    }

    void check() {
        int tokens = bound.find(TOKENS + ".size", Integer.class).orElse(0);
        boolean proxy = bound.find("web.behind-proxy", Boolean.class).orElse(false);
        bound.find("web.listen", Listen.class)
                .filter(listen -> !listen.loopback())
                .ifPresent(listen -> elsewhere(listen, tokens > 0, proxy));
        if (proxy && tokens == 0) {
            fault("web.behind-proxy", "tokens where a proxy lets others in", "none", newToken());
        }
        sessions();
        tokens(tokens);
    }

    private void elsewhere(Listen listen, boolean tokens, boolean proxy) {
        if (!tokens) {
            fault(
                    "web.listen",
                    "a loopback address, or access tokens",
                    listen.host() + " without tokens",
                    "use 127.0.0.1, [::1] or localhost, or " + newToken());
        }
        if (!proxy && !bound.given("web.tls")) {
            fault(
                    "web.listen",
                    "TLS on an address that is not loopback",
                    listen.host() + " without it",
                    "add web.tls with certificate and key; web.behind-proxy: true where a proxy before it has TLS");
        }
    }

    private static String newToken() {
        return "make a token: maskgate token new --name NAME --role viewer";
    }

    private void sessions() {
        Optional<Duration> idle = bound.find("web.access.session-idle", Duration.class);
        Optional<Duration> most = bound.find("web.access.session-max", Duration.class);
        if (idle.isPresent() && most.isPresent() && idle.get().compareTo(most.get()) > 0) {
            fault(
                    bound.given("web.access.session-idle") ? "web.access.session-idle" : "web.access.session-max",
                    "session-idle of at most session-max",
                    idle.get().toSeconds() + "s and " + most.get().toSeconds() + "s",
                    "change one of them");
        }
    }

    private void tokens(int tokens) {
        var cameras = new HashSet<String>();
        for (int i = 0; i < bound.find("cameras.size", Integer.class).orElse(0); i++) {
            bound.find("cameras[" + i + "].id", String.class).ifPresent(cameras::add);
        }
        Map<String, Integer> names = new HashMap<>();
        Map<String, Integer> hashes = new HashMap<>();
        for (int i = 0; i < tokens; i++) {
            String path = TOKENS + "[" + i + "]";
            once(path + ".name", names, "each name once");
            once(path + ".hash", hashes, "each token once");
            cameras(path + ".cameras", cameras);
        }
        besideHealth(tokens);
    }

    /** What a token withholds anybody may read on the health listener. */
    private void besideHealth(int tokens) {
        boolean told = isOn("web.enabled")
                && isOn("health.enabled")
                && isOn("health.cameras")
                && bound.find("health.listen", Listen.class)
                        .filter(listen -> !listen.loopback())
                        .isPresent();
        IntStream.range(0, tokens)
                .mapToObj(i -> TOKENS + "[" + i + "].cameras")
                .filter(key -> bound.find(key, Names.class)
                        .filter(names -> !names.all())
                        .isPresent())
                .findFirst()
                .filter(_ -> told)
                .ifPresent(key -> faults.warn(
                        bound.line(key),
                        key,
                        "health.cameras: false beside a token for some cameras",
                        "true",
                        "anybody who reaches health.listen reads states and numbers of every camera: set it, or listen on"
                                + " loopback"));
    }

    private boolean isOn(String key) {
        return bound.find(key, Boolean.class).orElse(false);
    }

    private void once(String key, Map<String, Integer> seen, String expected) {
        bound.find(key, String.class).ifPresent(value -> {
            Integer earlier = seen.putIfAbsent(value, bound.line(key));
            if (earlier != null) {
                fault(key, expected, "it again", "it stands in line " + earlier);
            }
        });
    }

    private void cameras(String key, Set<String> known) {
        bound.find(key, Names.class).stream()
                .flatMap(names -> names.names().stream())
                .filter(name -> !known.contains(name))
                .forEach(name -> fault(key, "ids of configured cameras", name, "remove it, or add the camera"));
    }

    private void fault(String key, String expected, String found, String remedy) {
        faults.add(bound.line(key), key, expected, found, remedy);
    }
}
