package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The page's files and the description of the API. */
class PageTest {
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
        for (String path : List.of("/", "/app.js", "/api/status", "/nope")) {
            var headers = http.send(http.web(path)).headers();

            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'self';")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
        }
    }

    @Test
    void thePageRunsNothingInlineAndLoadsNothingFromElsewhere() throws Exception {
        String page = text("/");

        assertThat(page).doesNotContainPattern("<script(?![^>]*src=)").doesNotContain("<style", "style=");
        assertThat(page).doesNotContainPattern("\\son[a-z]+=").doesNotContainPattern("(src|href)=\"(?![/#])");
        assertThat(text("/app.css")).doesNotContain("@import", "url(");
        assertThat(text("/app.js")).doesNotContain("http://", "https://", "innerHTML", "eval(");
    }

    @Test
    void anUnchangedFileIsNotSentAgain() throws Exception {
        var first = http.send(http.web("/app.js"));
        var second = http.send(http.web("/app.js")
                .header("If-None-Match", first.headers().firstValue("ETag").orElseThrow()));

        assertThat(first.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }

    @Test
    void theStatusHasWhatThePageNeeds() throws Exception {
        var json = http.json(http.send(http.web("/api/status")));

        assertThat(json.get("gateway").asText()).isEqualTo("entrance-1");
        assertThat(json.get("pictures").asBoolean()).isTrue();
        assertThat(json.at("/ready/status").asText()).isEqualTo("UP");
        assertThat(http.json(http.send(http.web("/api/models"))))
                .isEqualTo(http.parse("{\"models\": [{\"name\": \"lightmask-320\"}]}"));
    }

    @Test
    void aCameraIsDescribedWithoutItsPassword() throws Exception {
        assertThat(http.json(http.send(http.web("/api/cameras/lobby")))).isEqualTo(http.parse("""
                {"id": "lobby", "state": "online", "reason": "", "since": "2026-03-02T08:00:00Z",
                 "lastFrame": "2026-03-02T08:01:00Z", "url": "rtsp://****@10.0.0.7/main", "codec": "h264",
                 "width": 1920, "height": 1080, "framesPerSecond": 25.0,
                 "frames": {"decoded": 9000, "dropped": 12, "inferred": 1800},
                 "decoding": {"attention": "enough", "decoder": "h264", "cores": 0.123, "advice": ""},
                 "lastError": null, "retryAt": null, "reconnects": 2,
                 "faces": {"people": 3, "facemask": 2, "noFacemask": 1}}"""));
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
                String name = method.toUpperCase(java.util.Locale.ROOT) + " " + path;
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

    @SuppressWarnings("unchecked")
    private static Set<String> typesOf(Map<String, Object> operation) {
        var responses = (Map<String, Map<String, Object>>) operation.get("responses");
        var content = Optional.ofNullable(responses.get("200")).map(ok -> (Map<String, Object>) ok.get("content"));
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
