package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.daemon.rollout.Agreement;
import io.maskgate.daemon.rollout.Stage;
import io.maskgate.hw.video.VideoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** The page's files and the description of the API. */
class PageTest {
    private static final String SVG_NAMESPACE = "http://www.w3.org/2000/svg";

    private final Endpoints http = Endpoints.withPictures();

    @AfterEach
    void close() {
        http.close();
    }

    private String text(String path) throws Exception {
        return new String(http.send(http.web(path)).body(), StandardCharsets.UTF_8);
    }

    @Test
    void everyAnswerForbidsWhatThePageDoesNotNeed() throws Exception {
        for (String path : List.of("/", "/page/app.js", "/api/status", "/nope")) {
            var headers = http.send(http.web(path)).headers();

            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none';")
                    .contains("require-trusted-types-for 'script'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(headers.firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
            assertThat(headers.firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
            assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
        }
    }

    @Test
    void nothingOfTheApiIsKeptAndThePagesFilesAreAskedForAgain() throws Exception {
        for (Route route : http.endpoints.routes()) {
            if (!route.method().equals("GET") || route.template().matches("/health.*|/metrics")) {
                continue;
            }
            String path = route.template().replace("{id}", "lobby").replace("{file}", "app.js");
            var response = http.open(http.web(path));
            response.body().close();
            assertThat(response.headers().allValues("Cache-Control"))
                    .as(path)
                    .containsExactly(route.needs() == Right.OPEN ? "no-cache" : "no-store");
            await().until(() -> http.board.listeners() == 0);
        }
    }

    @Test
    void thePageRunsNothingInlineAndLoadsNothingFromElsewhere() throws Exception {
        String page = text("/");

        assertThat(page).doesNotContainPattern("<script(?![^>]*src=)").doesNotContain("<style", "style=");
        assertThat(page).doesNotContainPattern("\\son[a-z]+=").doesNotContainPattern("(src|href)=\"(?![/#])");
        assertThat(files(".css"))
                .isNotEmpty()
                .allSatisfy((_, text) -> assertThat(text).doesNotContain("@import", "url("));
        assertThat(files(".js"))
                .isNotEmpty()
                .allSatisfy((_, text) -> assertThat(text.replace(SVG_NAMESPACE, ""))
                        .doesNotContain("http://", "https://", "innerHTML", "eval("));
    }

    /** A file that the document or a script names and that is not there stops the whole page. */
    @Test
    void everyFileThatIsNamedIsThereAndNoOther() throws Exception {
        Set<String> named = new TreeSet<>(List.of("words-en.json", "words-zh.json"));
        named.addAll(matches("/page/([\\w.-]+)\"", text("/")));
        for (String text : files(".js").values()) {
            named.addAll(matches("from '\\./([\\w.-]+)'", text));
        }

        assertThat(named).isEqualTo(files("").keySet());
        for (String file : named) {
            assertThat(http.send(http.web("/page/" + file)).statusCode())
                    .as(file)
                    .isEqualTo(200);
        }
        assertThat(http.send(http.web("/page/..%2Fdemo%2Flobby.json")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void bothLanguagesHaveTheSameWordsWithTheSameValues() throws Exception {
        var english = http.parse(text("/page/words-en.json"));
        var chinese = http.parse(text("/page/words-zh.json"));

        assertThat(keys(chinese)).containsExactlyElementsOf(keys(english));
        for (String key : keys(english)) {
            assertThat(matches("\\{(\\w+)}", chinese.get(key).toString()))
                    .as(key)
                    .isEqualTo(matches("\\{(\\w+)}", english.get(key).toString()));
        }
    }

    /** Keys are written in full, or begin with a fixed part: {@code t(`state.${camera.state}`)}. */
    @Test
    void everyWordIsUsedAndEveryUsedWordIsThere() throws Exception {
        var words = keys(http.parse(text("/page/words-en.json")));
        String source = text("/") + String.join("\n", files(".js").values());
        Set<String> whole = new TreeSet<>(matches("data-t(?:-label)?=\"([^\"]+)\"", source));
        for (String call : matches("\\bt\\(((?:[^()`]|`[^`]*`|\\([^()]*\\))*)", source)) {
            whole.addAll(matches("'([a-z][\\w .-]*)'", call));
        }
        Set<String> begun = new TreeSet<>(matches("`([a-z]+\\.)\\$\\{", source));

        assertThat(words)
                .allSatisfy(word -> assertThat(
                                whole.contains(word) || begun.stream().anyMatch(word::startsWith))
                        .as("use of %s", word)
                        .isTrue());
        assertThat(words).containsAll(matches("\\bt\\('([^']+)'", source));
        assertThat(words).containsAll(matches("data-t(?:-label)?=\"([^\"]+)\"", source));
        for (var cause : VideoException.Reason.values()) {
            String name = cause.name().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(words).contains("cause." + name, "remedy." + name);
        }
    }

    @Test
    void everyCheckHasItsName() throws Exception {
        http.gateway.pictures = Optional.of(new GatewayView.Pictures(true, ""));
        http.gateway.reload = Optional.of(new GatewayView.Reload(FakeGateway.SINCE, true, ""));
        http.gateway.models.rollout = FakeModels.status(Stage.ACTIVE, "lightmask-320@0a1b2c3d", "", Agreement.NONE);
        var checks = http.json(http.send(http.web("/api/status"))).at("/ready/checks");
        // Where it serves over TLS.
        Set<String> names = new TreeSet<>(Set.of("check.certificate"));
        for (JsonNode check : checks) {
            if (!check.get("name").asText().startsWith("camera/")) {
                names.add("check." + check.get("name").asText());
            }
        }

        assertThat(names)
                .containsExactly(
                        "check.broker",
                        "check.cameras",
                        "check.certificate",
                        "check.configuration",
                        "check.disk",
                        "check.engine",
                        "check.model",
                        "check.pictures");
        assertThat(keys(http.parse(text("/page/words-en.json")))).containsAll(names);
    }

    /** Of what the page does not ask for, or of which the login or the browser speaks in its stead. */
    private static final Set<String> NOT_MET = Set.of(
            "host",
            "http-version",
            "listeners",
            "login",
            "main-stream",
            "method",
            "minutes",
            "no-tokens",
            "not-acceptable",
            "not-found",
            "origin",
            "proxy",
            "request",
            "token",
            "who");

    @Test
    void everyRefusalThePageCanMeetHasItsWords() throws Exception {
        Set<String> kinds = new TreeSet<>();
        try (var sources = Files.newDirectoryStream(Path.of("src/main/java/io/maskgate/daemon/http"), "*.java")) {
            for (Path source : sources) {
                kinds.addAll(matches("\\b\\d{3},\\s+\"([a-z-]+)\",\\s+\"", Files.readString(source)));
            }
        }
        assertThat(kinds).contains("camera", "too-costly").containsAll(NOT_MET);
        kinds.removeAll(NOT_MET);

        assertThat(keys(http.parse(text("/page/words-en.json"))))
                .containsAll(kinds.stream().map("problem."::concat).toList());
    }

    private static Set<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> keys(JsonNode words) {
        var keys = new TreeSet<String>();
        words.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** The page's parts of a kind as they lie in the sources, by name. */
    private static Map<String, String> files(String ending) throws IOException {
        var files = new TreeMap<String, String>();
        try (var folder = Files.newDirectoryStream(Path.of("src/main/resources/web"), "*" + ending)) {
            for (Path file : folder) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        files.remove("index.html");
        return files;
    }

    @Test
    void anUnchangedFileIsNotSentAgain() throws Exception {
        var first = http.send(http.web("/page/app.js"));
        var second = http.send(http.web("/page/app.js")
                .header("If-None-Match", first.headers().firstValue("ETag").orElseThrow()));

        assertThat(first.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }

    /** As a proxy asks that has compressed it, or keeps several. */
    @Test
    void anUnchangedFileIsKnownByAWeakTagAndAmongOthers() throws Exception {
        String tag =
                http.send(http.web("/page/app.js")).headers().firstValue("ETag").orElseThrow();

        for (String tags : List.of("W/" + tag, "\"x\", " + tag, "\"x\",W/" + tag, "*")) {
            assertThat(http.send(http.web("/page/app.js").header("If-None-Match", tags))
                            .statusCode())
                    .as(tags)
                    .isEqualTo(304);
        }
        assertThat(http.send(http.web("/page/app.js").header("If-None-Match", "\"x\", W/\"y\""))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theStatusHasWhatThePageNeeds() throws Exception {
        var json = http.json(http.send(http.web("/api/status")));

        assertThat(json.get("gateway").asText()).isEqualTo("entrance-1");
        assertThat(json.get("pictures").asBoolean()).isTrue();
        assertThat(json.at("/ready/status").asText()).isEqualTo("UP");
    }

    @Test
    void aCameraIsDescribedWithoutItsPassword() throws Exception {
        assertThat(http.json(http.send(http.web("/api/cameras/lobby")))).isEqualTo(http.parse("""
                {"id": "lobby", "state": "online", "reason": "", "since": "2026-03-02T08:00:00Z",
                 "lastFrame": "2026-03-02T08:01:00Z", "url": "rtsp://****@10.0.0.7/main", "codec": "h264",
                 "width": 1920, "height": 1080, "framesPerSecond": 25.0,
                 "frames": {"decoded": 9000, "dropped": 12, "inferred": 1800},
                 "decoding": {"attention": "enough", "decoder": "h264", "cores": 0.123, "advice": ""},
                 "lastError": null, "retryAt": null, "reconnects": 2, "mainStream": false,
                 "faces": {"people": 3, "facemask": 2, "noFacemask": 1},
                 "compliance": null, "alarm": null, "quiet": false, "silent": false, "onlyZones": false, "zones": [], "lines": []}"""));
    }

    @Test
    @SuppressWarnings("unchecked")
    void eachOperationIsDescribedAndNoOther() throws Exception {
        var description =
                (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text("/openapi.yaml"));
        var paths = (Map<String, Map<String, Object>>) description.get("paths");
        Set<String> described = new TreeSet<>();
        Map<String, Set<String>> types = new HashMap<>();
        paths.forEach((path, operations) -> operations.forEach((method, operation) -> {
            if (!method.equals("parameters")) {
                String name = method.toUpperCase(Locale.ROOT) + " " + path;
                described.add(name);
                types.put(name, typesOf((Map<String, Object>) operation));
            }
        }));
        Set<String> served = new TreeSet<>();
        for (Route route : http.endpoints.routes()) {
            String name = route.method() + " " + route.template();
            served.add(name);
            if (!route.template().startsWith("/health")) {
                assertThat(types.get(name)).as(name).containsExactlyInAnyOrderElementsOf(route.produces());
            }
        }

        assertThat(described).isEqualTo(served);
    }

    /** Readers of YAML 1.1, Python's among them, take these words for true and false, also as names of properties. */
    @Test
    void theDescriptionHasNoWordThatOlderReadersTakeForABoolean() throws Exception {
        var words = new ArrayList<String>();
        for (Event event : new Parse(LoadSettings.builder().build()).parseString(text("/openapi.yaml"))) {
            if (event instanceof ScalarEvent scalar && scalar.isPlain()) {
                words.add(scalar.getValue().toLowerCase(Locale.ROOT));
            }
        }

        assertThat(words).contains("openapi").doesNotContain("y", "n", "yes", "no", "on", "off");
    }

    /** Between braces a comma ends a text that is not quoted, and what follows becomes a name with nothing behind it. */
    @Test
    void noTextOfTheDescriptionIsCutAtAComma() throws Exception {
        var cut = new ArrayList<String>();
        findCut(new Load(LoadSettings.builder().build()).loadFromString(text("/openapi.yaml")), cut);

        assertThat(cut).isEmpty();
    }

    private static void findCut(Object node, List<String> cut) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (value == null) {
                    cut.add(String.valueOf(name));
                }
                findCut(value, cut);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(value -> findCut(value, cut));
        }
    }

    @SuppressWarnings("unchecked")
    private static Set<String> typesOf(Map<String, Object> operation) {
        var responses = (Map<String, Map<String, Object>>) operation.get("responses");
        var good =
                responses.keySet().stream().filter(code -> code.startsWith("2")).findFirst();
        var content = good.map(responses::get).map(ok -> (Map<String, Object>) ok.get("content"));
        return content.<Set<String>>map(Map::keySet).orElseGet(HashSet::new);
    }

    @Test
    void negotiationFollowsTheMostSpecificRange() {
        var offered = List.of("application/json", "image/jpeg");

        assertThat(Accept.best(Optional.empty(), offered)).contains("application/json");
        assertThat(Accept.best(Optional.of("*/*"), offered)).contains("application/json");
        assertThat(Accept.best(Optional.of("image/*"), offered)).contains("image/jpeg");
        assertThat(Accept.best(Optional.of("image/jpeg, */*;q=0.1"), offered)).contains("image/jpeg");
        assertThat(Accept.best(Optional.of("application/json;q=0, */*"), offered))
                .contains("image/jpeg");
        assertThat(Accept.best(Optional.of("text/html"), offered)).isEmpty();
        assertThat(Accept.best(Optional.of("garbage, image/jpeg;q=x, ;;"), offered))
                .isEmpty();
    }
}
