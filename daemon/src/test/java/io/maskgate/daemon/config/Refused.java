package io.maskgate.daemon.config;

import java.util.List;

/**
 * A file that must be refused.
 *
 * @param schemaSees whether the schema refuses it too; what it cannot say (combinations, ranges of durations) it takes
 * @param messages every fault, without the file's name
 */
record Refused(String title, String yaml, boolean schemaSees, List<String> messages) {
    /** Six lines that are fine, for one more to be wrong in line 7. */
    static final String BASE = """
            gateway: g1
            mqtt:
              url: mqtt://broker
            cameras:
              - id: door
                url: rtsp://192.0.2.1/s
            """;

    @Override
    public String toString() {
        return title;
    }

    private static Refused seen(String title, String more, String... messages) {
        return new Refused(title, BASE + more, true, List.of(messages));
    }

    private static Refused unseen(String title, String more, String... messages) {
        return new Refused(title, BASE + more, false, List.of(messages));
    }

    private static Refused whole(String title, String yaml, String... messages) {
        return new Refused(title, yaml, true, List.of(messages));
    }

    private static Refused combination(String title, String yaml, String... messages) {
        return new Refused(title, yaml, false, List.of(messages));
    }

    private static String tokens(String... entries) {
        var text = new StringBuilder("web:\n  access:\n    tokens:\n");
        for (String entry : entries) {
            text.append("      - ")
                    .append(entry.replace("HASH1", "sha256:" + "a1".repeat(32)))
                    .append('\n');
        }
        return text.toString();
    }

    static List<Refused> table() {
        return List.of(
                seen(
                        "unknown key",
                        "colour: red\n",
                        ":7: colour: expected a known key, found one unknown in the top level; "
                                + "known here: gateway, state, time-zone, mqtt, model, cameras, tracking, outbox, health, web, privacy, pictures, log"),
                seen(
                        "mistyped key",
                        "trackin: {}\n",
                        ":7: trackin: expected a known key, found one unknown in the top level; did you mean tracking?"),
                seen(
                        "camel case",
                        "outbox:\n  maxSize: 1GiB\n",
                        ":8: outbox.maxSize: expected a known key, found one unknown in outbox; did you mean max-size?"),
                seen(
                        "key of another section",
                        "username: me\n",
                        ":7: username: expected a known key, found one unknown in the top level; it belongs to mqtt"),
                seen(
                        "merge key",
                        "web:\n  <<: {enabled: true}\n",
                        ":8: web: expected each section in full, found a merge key; merging is not supported; write the keys out"),
                unseen(
                        "key twice",
                        "gateway: g2\n",
                        ":7: gateway: expected each key once, found it again; it stands in line 1"),
                seen("number for text", "state: 5\n", ":7: state: expected a path, found 5; put it in quotes"),
                seen(
                        "text for number",
                        "model:\n  threads: two\n",
                        ":8: model.threads: expected a whole number, found \"two\""),
                seen(
                        "fraction for whole number",
                        "model:\n  threads: 1.5\n",
                        ":8: model.threads: expected a whole number, found 1.5"),
                seen(
                        "yes for true",
                        "web:\n  enabled: yes\n",
                        ":8: web.enabled: expected true or false, found \"yes\""),
                seen(
                        "word unknown",
                        "log:\n  level: loud\n",
                        ":8: log.level: expected error, warning, info or debug, found \"loud\""),
                seen(
                        "duration without unit",
                        "tracking:\n  lost-after: 2\n",
                        ":8: tracking.lost-after: expected a duration such as 250ms, 20s, 5m, 2h or P1D, found 2; write a whole number with a unit, such as 30s"),
                seen(
                        "duration without unit in quotes",
                        "tracking:\n  lost-after: '2.5'\n",
                        ":8: tracking.lost-after: expected a duration such as 250ms, 20s, 5m, 2h or P1D, found \"2.5\"; write a whole number with a unit, such as 30s"),
                seen(
                        "number for an address",
                        "health:\n  listen: 8081\n",
                        ":8: health.listen: expected host:port, the port from 0 to 65535, found 8081"),
                seen(
                        "duration with another unit",
                        "tracking:\n  lost-after: 2sec\n",
                        ":8: tracking.lost-after: expected a duration such as 250ms, 20s, 5m, 2h or P1D, found \"2sec\""),
                unseen(
                        "duration out of range",
                        "tracking:\n  lost-after: 2h\n",
                        ":8: tracking.lost-after: expected from 200ms to 1m, found \"2h\""),
                seen(
                        "size without unit",
                        "outbox:\n  max-size: 1000000\n",
                        ":8: outbox.max-size: expected a size such as 500kB, 64MiB or 1GiB, found 1000000; write a whole number with a unit, such as 64MiB"),
                unseen(
                        "size out of range",
                        "outbox:\n  max-size: 1kB\n",
                        ":8: outbox.max-size: expected from 1MiB to 1TiB, found \"1kB\""),
                unseen(
                        "size beyond numbers",
                        "outbox:\n  max-size: 999999999999999TiB\n",
                        ":8: outbox.max-size: expected a size such as 500kB, 64MiB or 1GiB, found \"999999999999999TiB\""),
                seen(
                        "number out of range",
                        "model:\n  threshold: 1.5\n",
                        ":8: model.threshold: expected from 0.05 to 0.99, found 1.5"),
                seen(
                        "text for section",
                        "web: off\n",
                        ":7: web: expected a section, found text; give it keys, or remove it"),
                seen(
                        "empty section",
                        "web:\n",
                        ":7: web: expected a section, found nothing; give it keys, or remove it"),
                seen(
                        "list for section",
                        "web: []\n",
                        ":7: web: expected a section, found a list; give it keys, or remove it"),
                seen(
                        "no value",
                        "log:\n  level:\n",
                        ":8: log.level: expected error, warning, info or debug, found nothing; give it a value, or remove it"),
                seen(
                        "no value where the key may be left out",
                        "model:\n  name:\n",
                        ":8: model.name: expected text, found nothing; give it a value, or remove it"),
                seen(
                        "empty section that may be left out",
                        "    alarm:\n",
                        ":7: cameras[0].alarm: expected a section, found nothing; give it keys, or remove it"),
                seen(
                        "placeholder where none is replaced",
                        "log:\n  level: ${env:LEVEL}\n",
                        ":8: log.level: expected error, warning, info or debug, found a placeholder; "
                                + "${...} is replaced in secrets and user names only"),
                unseen(
                        "web for everybody",
                        "web:\n  listen: 0.0.0.0:8080\n",
                        ":8: web.listen: expected a loopback address, or access tokens, found 0.0.0.0 without tokens; "
                                + "use 127.0.0.1, [::1] or localhost, or make a token: maskgate token new --name NAME --role viewer",
                        ":8: web.listen: expected TLS on an address that is not loopback, found 0.0.0.0 without it; "
                                + "add web.tls with certificate and key; web.behind-proxy: true where a proxy before it has TLS"),
                unseen(
                        "a proxy that lets everybody in",
                        "web:\n  behind-proxy: true\n",
                        ":8: web.behind-proxy: expected tokens where a proxy lets others in, found none; "
                                + "make a token: maskgate token new --name NAME --role viewer"),
                unseen(
                        "a certificate that is not there",
                        "web:\n  tls: {certificate: /nowhere/web.pem, key: /nowhere/web.key}\n",
                        ":8: web.tls.certificate: expected a readable PEM file, found /nowhere/web.pem, which is not; "
                                + "create it and let the daemon's user read it",
                        ":8: web.tls.key: expected a readable PEM file, found /nowhere/web.key, which is not; "
                                + "create it and let the daemon's user read it"),
                seen(
                        "a certificate without its key",
                        "web:\n  tls: {certificate: /etc/hostname}\n",
                        ":8: web.tls.key: expected a path, found no such key; add it: PEM file with its private key, not encrypted."),
                seen(
                        "a token in place of its hash",
                        tokens("{name: a, role: viewer, cameras: door, hash: maskgate_hunter2}"),
                        ":10: web.access.tokens[0].hash: expected sha256: and 64 digits from 0 to f, found text (not shown)"),
                seen(
                        "a role there is not",
                        tokens("{name: a, role: admin, cameras: door, hash: HASH1}"),
                        ":10: web.access.tokens[0].role: expected viewer or operator, found \"admin\""),
                seen(
                        "a token without cameras",
                        tokens("{name: a, role: viewer, hash: HASH1}"),
                        ":10: web.access.tokens[0].cameras: expected \"*\" for all, or ids of cameras such as entrance,yard, "
                                + "found no such key; add it: The cameras it is for; for all others it is as if they were not there."),
                unseen(
                        "a token for a camera there is not",
                        tokens("{name: a, role: viewer, cameras: 'door,yard', hash: HASH1}"),
                        ":10: web.access.tokens[0].cameras: expected ids of configured cameras, found yard; remove it, or add the camera"),
                unseen(
                        "one name and one token for two",
                        tokens(
                                "{name: a, role: viewer, cameras: '*', hash: HASH1}",
                                "{name: a, role: operator, cameras: '*', hash: HASH1}"),
                        ":11: web.access.tokens[1].name: expected each name once, found it again; it stands in line 10",
                        ":11: web.access.tokens[1].hash: expected each token once, found it again; it stands in line 10"),
                unseen(
                        "a session that idles longer than it lasts",
                        "web:\n  access: {session-idle: 2h, session-max: 1h}\n",
                        ":8: web.access.session-idle: expected session-idle of at most session-max, found 7200s and 3600s; change one of them"),
                unseen(
                        "one port for two",
                        "web:\n  listen: localhost:8081\n",
                        ":8: web.listen: expected different ports for health and web, found 8081 for both; change one of them"),
                unseen(
                        "port too high",
                        "health:\n  listen: localhost:99999\n",
                        ":8: health.listen: expected host:port, the port from 0 to 65535, found \"localhost:99999\""),
                seen(
                        "no port",
                        "health:\n  listen: localhost\n",
                        ":8: health.listen: expected host:port, the port from 0 to 65535, found \"localhost\""),
                whole(
                        "no cameras",
                        "gateway: g\nmqtt: {url: mqtt://b}\ncameras: []\n",
                        ":3: cameras: expected from 1 to 256 entries, found 0"),
                whole(
                        "nearly nothing",
                        "gateway: g\n",
                        ":1: mqtt.url: expected mqtt://host[:port] or mqtts://host[:port] without user and password; no '_' in a host with mqtts, found no such key; "
                                + "add it: Address of the broker; mqtts is TLS. Ports are 1883 and 8883 when absent.",
                        ":1: cameras: expected a list, found no such key; add it: The cameras."),
                whole(
                        "gateway with a slash",
                        BASE.replace("g1", "a/b"),
                        ":1: gateway: expected 1 to 64 letters, digits, '-' or '_', found \"a/b\""),
                whole(
                        "gateway a number",
                        BASE.replace("g1", "17"),
                        ":1: gateway: expected 1 to 64 letters, digits, '-' or '_', found 17; put it in quotes"),
                whole(
                        "broker over http",
                        BASE.replace("mqtt://broker", "http://broker"),
                        ":3: mqtt.url: expected mqtt://host[:port] or mqtts://host[:port] without user and password; no '_' in a host with mqtts, "
                                + "found \"http://broker\""),
                whole(
                        "password in the broker's address",
                        BASE.replace("mqtt://broker", "mqtt://me:hunter2@broker"),
                        ":3: mqtt.url: expected mqtt://host[:port] or mqtts://host[:port] without user and password; no '_' in a host with mqtts, "
                                + "found text with '@' (not shown)"),
                whole(
                        "a host with TLS that no certificate can name",
                        BASE.replace("mqtt://broker", "mqtts://mqtt_broker"),
                        ":3: mqtt.url: expected mqtt://host[:port] or mqtts://host[:port] without user and password; no '_' in a host with mqtts, "
                                + "found \"mqtts://mqtt_broker\""),
                combination(
                        "broker's port too high",
                        BASE.replace("mqtt://broker", "mqtt://broker:70000"),
                        ":3: mqtt.url: expected a port from 1 to 65535, found another"),
                combination(
                        "tls without tls",
                        BASE.replace("mqtt://broker", "mqtt://broker\n  tls: {}"),
                        ":4: mqtt.tls: expected no tls section with an mqtt:// address, found one; "
                                + "use mqtts:// in mqtt.url, or remove it"),
                combination(
                        "certificate without key",
                        BASE.replace("mqtt://broker", "mqtts://broker\n  tls:\n    certificate: /dev/null"),
                        ":5: mqtt.tls.certificate: expected it together with mqtt.tls.key, found it alone; "
                                + "add mqtt.tls.key, or remove it"),
                combination(
                        "ca missing",
                        BASE.replace("mqtt://broker", "mqtts://broker\n  tls:\n    ca: /nonexistent/ca.pem"),
                        ":5: mqtt.tls.ca: expected a readable PEM file, found /nonexistent/ca.pem, which is not; "
                                + "create it and let the daemon's user read it"),
                combination(
                        "password alone in 3.1.1",
                        BASE.replace("mqtt://broker", "mqtt://broker\n  version: 3.1.1\n  password: hunter2"),
                        ":5: mqtt.password: expected a username beside it in MQTT 3.1.1, found none; "
                                + "add mqtt.username, or use version 5"),
                combination(
                        "camera id twice",
                        BASE + "  - id: door\n    url: rtsp://192.0.2.2/s\n",
                        ":7: cameras[1].id: expected each id once, found door again; it stands in line 5"),
                combination(
                        "camera by ftp",
                        BASE.replace("rtsp://192.0.2.1/s", "ftp://me:hunter2@192.0.2.1/s"),
                        ":6: cameras[0].url: expected an rtsp://, rtsps://, http://, https:// or file: address, "
                                + "found another kind of address (not shown)"),
                combination(
                        "camera's address broken",
                        BASE.replace("rtsp://192.0.2.1/s", "rtsp://me:hun/ter2@192.0.2.1/s"),
                        ":6: cameras[0].url: expected scheme://[user:password@]host[:port]/path, "
                                + "found an address that cannot be read (not shown); "
                                + "percent-encode '/', '?' and '#' in the password"),
                combination(
                        "camera's credentials too long",
                        BASE.replace("192.0.2.1/s", "me:" + "p".repeat(130) + "@192.0.2.1/s"),
                        ":6: cameras[0].url: expected a user and password of at most 127 characters together, as they are "
                                + "written in the URL, found 133, of which FFmpeg would cut off the rest and the camera "
                                + "call the password wrong; choose a shorter one"),
                combination(
                        "camera's port",
                        BASE.replace("192.0.2.1/s", "me:70000/ter2@192.0.2.1/s"),
                        ":6: cameras[0].url: expected a port from 1 to 65535, found another number (not shown); "
                                + "correct it, or percent-encode '/', '?' and '#' in the password"),
                combination(
                        "looks too rare for tracking",
                        BASE + "    rate: 0.5\n",
                        ":7: cameras[0].rate: expected at least two looks within tracking.lost-after, "
                                + "found 0.5 a second with 2000ms; raise the rate, or lost-after to 4000ms"),
                combination(
                        "loop of a camera",
                        BASE + "    loop: true\n",
                        ":7: cameras[0].loop: expected loop with a file: address only, found it with rtsp://; remove it"),
                combination(
                        "transport of a file",
                        BASE.replace("rtsp://192.0.2.1/s", "file:/x.mp4\n    transport: udp"),
                        ":7: cameras[0].transport: expected transport with an rtsp address only, found it with file:; remove it"),
                combination(
                        "a certificate of a camera without TLS",
                        BASE + "    tls: {ca: /dev/null}\n",
                        ":7: cameras[0].tls: expected rtsps:// or https:// in url and detect-url, "
                                + "found rtsp: in cameras[0].url; use the camera's TLS port there too, or remove tls"),
                combination(
                        "a smaller stream that nobody verifies",
                        BASE.replace("rtsp:", "rtsps:")
                                + "    detect-url: http://192.0.2.1/t\n    tls: {ca: /dev/null}\n",
                        ":8: cameras[0].tls: expected rtsps:// or https:// in url and detect-url, "
                                + "found http: in cameras[0].detect-url; use the camera's TLS port there too, or remove tls"),
                combination(
                        "pictures that go past TLS",
                        BASE.replace("rtsp:", "rtsps:") + "    transport: udp\n    tls: {ca: /dev/null}\n",
                        ":7: cameras[0].transport: expected tcp beside tls, found udp, which goes past it; remove one of them"),
                combination(
                        "nobody to verify a certificate",
                        BASE.replace("rtsp:", "rtsps:") + "    tls: {}\n",
                        ":7: cameras[0].tls: expected one of ca and fingerprint, found none; keep the one that is meant"),
                whole(
                        "half a fingerprint",
                        BASE.replace("rtsp:", "rtsps:") + "    tls: {fingerprint: \"AB:CD\"}\n",
                        ":7: cameras[0].tls.fingerprint: expected 64 hex digits, with colons or without, found \"AB:CD\""),
                unseen(
                        "zone that crosses itself",
                        "    zones:\n      - {name: z, polygon: [[0, 0], [1, 1], [1, 0], [0, 1]]}\n",
                        ":8: cameras[0].zones[0].polygon: expected 3 to 64 corners such as [[0, 0.5], [1, 0.5], [1, 1]], "
                                + "numbers from 0 to 1, found edges that cross or touch, from [0, 0] and from [1, 0]"),
                unseen(
                        "zone without an area",
                        "    zones:\n      - {name: z, polygon: [[0, 0], [0.5, 0.5], [1, 1]]}\n",
                        ":8: cameras[0].zones[0].polygon: expected 3 to 64 corners such as [[0, 0.5], [1, 0.5], [1, 1]], "
                                + "numbers from 0 to 1, found an edge that goes back on itself at [1, 1]"),
                seen(
                        "zone of two corners",
                        "    zones:\n      - {name: z, polygon: [[0, 0], [0.5, 0.5]]}\n",
                        ":8: cameras[0].zones[0].polygon: expected 3 to 64 corners such as [[0, 0.5], [1, 0.5], [1, 1]], "
                                + "numbers from 0 to 1, found 2 corners"),
                seen(
                        "zone in pixels",
                        "    zones:\n      - {name: z, polygon: [[0, 0], [640, 0], [640, 360]]}\n",
                        ":8: cameras[0].zones[0].polygon: expected 3 to 64 corners such as [[0, 0.5], [1, 0.5], [1, 1]], "
                                + "numbers from 0 to 1, found a point outside the picture"),
                unseen(
                        "zone twice",
                        "    zones:\n      - {name: z, polygon: [[0, 0], [1, 0], [1, 1]]}\n"
                                + "      - {name: z, polygon: [[0, 0], [1, 0], [1, 1]]}\n",
                        ":9: cameras[0].zones[1].name: expected each zone once, found z again; it stands in line 8"),
                unseen(
                        "only zones without zones",
                        "    only-zones: true\n",
                        ":7: cameras[0].only-zones: expected zones beside it, found none; add zones, or remove it"),
                unseen(
                        "line that is a point",
                        "    lines:\n      - {name: l, from: [0.5, 0], to: [0.5, 0]}\n",
                        ":8: cameras[0].lines[0].to: expected another point than from, found the same; move one of them"),
                seen(
                        "quiet hours on no day",
                        "    quiet-hours:\n      - {days: weekend, from: \"22:00\", to: \"06:00\"}\n",
                        ":8: cameras[0].quiet-hours[0].days: expected days such as mon-fri or sat,sun, found \"weekend\""),
                unseen(
                        "quiet hours of no length",
                        "    quiet-hours:\n      - {from: \"22:00\", to: \"22:00\"}\n",
                        ":8: cameras[0].quiet-hours[0].to: expected another time than from, found 22:00 for both; "
                                + "for whole days write \"00:00\" for both"),
                seen(
                        "no such hour",
                        "    quiet-hours:\n      - {from: \"24:00\", to: \"06:00\"}\n",
                        ":8: cameras[0].quiet-hours[0].from: expected a time such as \"22:00\", found \"24:00\""),
                unseen(
                        "alarm in no zone",
                        "    zones:\n      - {name: z, polygon: [[0, 0], [1, 0], [1, 1]]}\n    alarm: {zone: y}\n",
                        ":9: cameras[0].alarm.zone: expected the name of a zone of this camera, found y; there are: z"),
                unseen(
                        "time zone of nowhere",
                        "time-zone: Europe/Atlantis\n",
                        ":7: time-zone: expected a time zone such as Europe/Paris, found \"Europe/Atlantis\""),
                combination(
                        "environment unset",
                        BASE.replace("192.0.2.1", "u:${env:CAM}@192.0.2.1"),
                        ":6: cameras[0].url: expected the environment variable CAM, found it unset; "
                                + "set it and restart the service, which is given its variables at its start alone; there with EnvironmentFile= and a file that root alone may read: what Environment= says everybody may ask for; outside of the service export it, or give it that file, as by sudo systemd-run --same-dir --pipe --wait -p EnvironmentFile=/FILE maskgate ..."),
                combination(
                        "secret file missing",
                        BASE.replace("192.0.2.1", "u:${file:/nonexistent/pw}@192.0.2.1"),
                        ":6: cameras[0].url: expected a readable file /nonexistent/pw, found nothing there; create it"),
                combination(
                        "no credentials",
                        BASE.replace("192.0.2.1", "u:${credential:cam}@192.0.2.1"),
                        ":6: cameras[0].url: expected the credential cam, found no CREDENTIALS_DIRECTORY; "
                                + "add LoadCredential=cam:/path to the unit and restart the service, which is given its credentials at its start alone, or use ${file:/path}; outside of the service"
                                + " set CREDENTIALS_DIRECTORY to the folder that holds it"),
                combination(
                        "placeholder of no kind",
                        BASE.replace("192.0.2.1", "u:${vault:cam}@192.0.2.1"),
                        ":6: cameras[0].url: expected ${file:/path}, ${env:NAME} or ${credential:name}, "
                                + "found a placeholder of another kind; write $${ for a literal ${"));
    }
}
