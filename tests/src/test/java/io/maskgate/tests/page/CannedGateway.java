package io.maskgate.tests.page;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.impl.TargetClosedError;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** The page's own files with an API behind them whose every answer a test can choose. It answers within the browser. */
final class CannedGateway {
    static final String ADDRESS = "http://gateway.test/";
    private static final Map<String, String> TYPES =
            Map.of("js", "text/javascript", "css", "text/css", "json", "application/json", "svg", "image/svg+xml");

    record Answer(int status, String type, byte[] body) {
        /** The browser waits. */
        static final Answer NEVER = new Answer(0, "", new byte[0]);

        static Answer json(String text) {
            return json(200, text);
        }

        static Answer json(int status, String text) {
            return new Answer(status, "application/json", text.getBytes(StandardCharsets.UTF_8));
        }

        /** The gateway says no. */
        static Answer problem(int status, String kind, String detail) {
            var text = "{\"type\": \"urn:maskgate:problem:%s\", \"title\": \"%s\", \"status\": %d, \"detail\": \"%s\"}"
                    .formatted(kind, kind, status, detail);
            return new Answer(status, "application/problem+json", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final String CALM = """
            {"on": false, "since": null, "peak": 0, "above": 0, "zone": "door"}""";

    static final String LOBBY = camera("lobby", "online", "null", "null", """
            {"attention": "enough", "decoder": "h264", "cores": 0.31,
             "advice": "decoding takes 31 % of a core for pictures 1920 wide: name a smaller stream of this camera in detect-url"}""");
    static final String DOCK = camera(
                    "dock", "offline", """
            {"cause": "unauthorized", "text": "camera answered 401 Unauthorized", "at": "2026-03-02T08:00:00Z"}""", "\"" + Instant.now().plusSeconds(3600) + "\"", """
            {"attention": "every", "decoder": "", "cores": 0, "advice": ""}""")
            .replace("\"reason\": \"\"", "\"reason\": \"camera answered 401 Unauthorized\"");
    static final String MEETING = camera("meeting", "disabled", "null", "null", """
            {"attention": "every", "decoder": "", "cores": 0, "advice": ""}""");

    private static String camera(String id, String state, String lastError, String retryAt, String decoding) {
        return """
                {"id": "%s", "state": "%s", "reason": "", "since": "%s", "lastFrame": null,
                 "url": "rtsp://****@10.0.0.7/main", "codec": "h264", "width": 1920, "height": 1080, "framesPerSecond": 25.0,
                 "frames": {"decoded": 9000, "dropped": 12, "inferred": 1800}, "decoding": %s,
                 "lastError": %s, "retryAt": %s, "reconnects": 2, "faces": {"people": 3, "facemask": 2, "noFacemask": 1},
                 "compliance": 0.93, "alarm": %s, "quiet": false, "silent": false, "onlyZones": false,
                 "zones": [{"name": "door", "polygon": [[0.3, 0.2], [0.7, 0.2], [0.9, 0.95], [0.1, 0.95]]}],
                 "lines": [{"name": "entry", "from": [0.5, 1], "to": [0.5, 0.3], "in": 41, "out": 38, "since": "2026-03-02T00:00:00Z"}]}""".formatted(id, state, Instant.now().minusSeconds(200), decoding, lastError, retryAt, CALM);
    }

    /** A camera with too many without a mask. */
    static String alarmed(String camera) {
        return camera.replace(CALM, """
                {"on": true, "since": "%s", "peak": 2, "above": 0, "zone": "door"}""".formatted(Instant.now().minusSeconds(90)));
    }

    private static final String STATUS = """
            {"gateway": "entrance-1", "version": "0.1.0", "uptimeSeconds": 3723, "pictures": true, "uploadBytes": 20971520,
             "engine": {"name": "onnxruntime cpu int8", "ok": true, "detail": "lightmask-640x384"},
             "ready": {"status": "UP", "checks": [
               {"name": "broker", "status": "UP", "data": {"detail": "mqtts://broker.example", "required": true}},
               {"name": "engine", "status": "UP", "data": {"name": "onnxruntime cpu int8", "detail": "lightmask-640x384", "required": true}},
               {"name": "disk", "status": "UP", "data": {"detail": "", "messages": 0, "bytes": 0, "lost": 0, "required": true}},
               {"name": "cameras", "status": "UP", "data": {"configured": 3, "enabled": 2, "online": 1, "required": true}},
               {"name": "camera/dock", "status": "DOWN", "data": {"state": "offline", "required": false}}]}}""";

    private static final String CARDS = """
            [{"name": "lightmask-640x384", "labels": ["facemask", "no facemask"], "input": {"width": 640, "height": 384},
              "parameters": 741782, "gflops": 1.492, "metrics": [{"map50": 0.8412, "faces": {"accuracy": 0.98}}],
              "training": {"teacher": "none: from the labels alone"},
              "data": {"train": {"pictures": 4945}, "val": {"pictures": 500}, "provenance": "Photographs with boxes.\\n\\nMore."}},
             {"name": "lightmask-320", "input": {"width": 320, "height": 320}, "metrics": [{"map50": 0.763}]}]""";

    private final Map<String, Function<Request, Answer>> answers = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private Duration ahead = Duration.ZERO;

    /** A gateway with one camera online, one unreachable and one switched off, an hour of history and some events. */
    CannedGateway() {
        on("/api/me", me("viewer", "events"));
        on("/api/status", STATUS);
        on("/api/cameras", cameras(LOBBY, DOCK, MEETING));
        on("/api/history", history(60));
        on("/api/models", models("idle", ""));
        on("/api/events/recent", events(12));
        on("/api/detect", """
                {"width": 640, "height": 360, "millis": 23.4, "detections": [
                  {"label": "facemask", "score": 0.97, "box": [128, 72, 224, 180]},
                  {"label": "no facemask", "score": 0.88, "box": [384, 90, 474, 198]}]}""");
        var stream = "retry: 600000\n: maskgate events\n\n".getBytes(StandardCharsets.UTF_8);
        on("/api/events", _ -> new Answer(200, "text/event-stream", stream));
        on("/api/cameras/lobby/preview.mjpeg", _ -> new Answer(200, "image/jpeg", picture()));
        on("/api/cameras/lobby/snapshot.jpg", _ -> new Answer(200, "image/jpeg", picture()));
    }

    CannedGateway on(String path, String json) {
        return on(path, _ -> Answer.json(json));
    }

    CannedGateway on(String path, Function<Request, Answer> answer) {
        answers.put(path, answer);
        return this;
    }

    /** Its clock is so much ahead of the browser's. */
    void clock(Duration ahead) {
        this.ahead = ahead;
    }

    /** What is canned for a path, or the page's file there. */
    Answer answerTo(String path, Request request) {
        var canned = answers.get(path);
        return canned == null ? file(path) : canned.apply(request);
    }

    /** Paths the page has asked for. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Answers everything the page asks for. */
    void behind(Page page) {
        page.route("**/*", this::answer);
    }

    void answer(Route route) {
        String path = URI.create(route.request().url()).getPath();
        asked.add(path);
        var answer = answerTo(path, route.request());
        if (answer == Answer.NEVER) {
            return;
        }
        try {
            route.fulfill(new Route.FulfillOptions()
                    .setStatus(answer.status())
                    .setHeaders(Map.of("Content-Type", answer.type(), "Date", date()))
                    .setBodyBytes(answer.body()));
        } catch (TargetClosedError _) {
            // The reader left while it was asked.
        }
    }

    private String date() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plus(ahead).atOffset(ZoneOffset.UTC));
    }

    private static Answer file(String path) {
        String name = path.equals("/") ? "index.html" : path.replaceFirst("^/page/", "");
        try (var in = CannedGateway.class.getResourceAsStream("/web/" + name)) {
            return in == null
                    ? Answer.problem(404, "not-found", "there is nothing at " + path)
                    : new Answer(
                            200,
                            TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/html"),
                            in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String me(String role, String privacy) {
        return me(role, privacy, false);
    }

    /** @param covered whether faces are covered in the pictures */
    static String me(String role, String privacy, boolean covered) {
        return "{\"name\": \"reception\", \"role\": \"%s\", \"cameras\": [\"*\"], \"faces\": %s, \"covered\": %s, \"privacy\": \"%s\", \"login\": true}"
                .formatted(role, !covered, covered, privacy);
    }

    /** Two models, the larger one serving, and where going over to the smaller one stands. */
    static String models(String state, String detail) {
        return models(activation(state, detail));
    }

    static String models(String activation) {
        return "{\"serving\": \"lightmask-640x384@01234567\", \"canBeLeft\": false, \"canBeTried\": false, \"activation\": "
                + activation + ", \"models\": " + CARDS + ", \"problems\": []}";
    }

    static String activation(String state, String detail) {
        return activation(state, detail, false);
    }

    /** @param wished whether somebody wanted the old model */
    static String activation(String state, String detail, boolean wished) {
        return """
                {"state": "%s", "model": "lightmask-320@89abcdef", "before": "lightmask-640x384@01234567",
                 "since": "2026-03-02T08:00:00Z", "detail": "%s", "wished": %s,
                 "agreement": {"frames": 40, "before": 50, "now": 49, "same": 48, "otherLabel": 1, "share": 0.96}}""".formatted(state, detail, wished);
    }

    static String cameras(String... cameras) {
        return "{\"pictures\": true, \"cameras\": [" + String.join(",", cameras) + "]}";
    }

    /** One camera's and another's last minutes: more people every minute, every third without mask, nobody in the first ten. */
    static String history(int minutes) {
        var people = IntStream.range(0, minutes)
                .map(i -> i < 10 ? 0 : i / 10)
                .boxed()
                .toList();
        var bare = people.stream().map(n -> n / 3).toList();
        var masked = IntStream.range(0, minutes)
                .map(i -> people.get(i) - bare.get(i))
                .boxed()
                .toList();
        var compliance = IntStream.range(0, minutes)
                .mapToObj(i -> people.get(i) == 0 ? "null" : Double.toString((double) masked.get(i) / people.get(i)))
                .collect(Collectors.joining(",", "[", "]"));
        var lines = "{\"people\": %s, \"facemask\": %s, \"no_facemask\": %s, \"compliance\": %s}"
                .formatted(people, masked, bare, compliance);
        var from = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(minutes - 1L, ChronoUnit.MINUTES);
        return "{\"from\": \"%s\", \"step\": \"PT1M\", \"cameras\": {\"lobby\": %s, \"dock\": %s}}"
                .formatted(from, lines, lines);
    }

    static String events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(i, Instant.now().minusSeconds(20L * (count - i))))
                .collect(Collectors.joining(",", "{\"lost\": 0, \"events\": [", "], \"lines\": [], \"alarms\": []}"));
    }

    static String event(int n, Instant at) {
        String type = List.of("new", "update", "end").get(n % 3);
        return "{\"schema\": \"maskgate.event/1\", \"id\": \"e%03d\", \"type\": \"%s\", \"camera\": \"lobby\", \"track\": \"t%d\", \"label\": \"%s\", \"score\": 0.91, \"at\": \"%s\"%s}"
                .formatted(
                        n,
                        type,
                        n,
                        n % 4 == 1 ? "no facemask" : "facemask",
                        at,
                        n % 3 == 2 ? ", \"duration_s\": 12.4" : "");
    }

    /** Grey, and nothing else. */
    static byte[] picture() {
        return picture(640, 360);
    }

    static byte[] picture(int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        pen.setColor(new Color(0x7d8c92));
        pen.fillRect(0, 0, width, height);
        pen.dispose();
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpeg", out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }
}
