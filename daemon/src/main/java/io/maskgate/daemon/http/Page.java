package io.maskgate.daemon.http;

import io.maskgate.hw.inference.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The page's files, a fixed set read once from the program itself: no path of a request ever reaches a file system. {@code /}
 * is the document, what it needs lies below {@code /page/}.
 */
final class Page {
    /** Of the folder {@code web} of the program; each script has one concern. */
    private static final List<String> FILES = List.of(
            "icon.svg",
            "base.css",
            "cameras.css",
            "events.css",
            "history.css",
            "picture.css",
            "side.css",
            "words-en.json",
            "words-zh.json",
            "alarms.js",
            "api.js",
            "app.js",
            "camera-words.js",
            "cameras.js",
            "chart.js",
            "detail.js",
            "dom.js",
            "events.js",
            "history.js",
            "marks.js",
            "me.js",
            "model.js",
            "models.js",
            "picture.js",
            "plot.js",
            "status.js",
            "text.js",
            "view.js",
            "watched.js",
            "when.js",
            "windows.js");

    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript",
            "css", "text/css",
            "json", "application/json",
            "svg", "image/svg+xml",
            "html", "text/html",
            "yaml", "application/yaml");

    private record Asset(String type, byte[] body, String tag) {}

    private Page() {}

    static List<Route> routes() {
        var index = asset("index.html");
        var description = asset("openapi.yaml");
        var files = FILES.stream().collect(Collectors.toUnmodifiableMap(file -> file, Page::asset));
        return List.of(
                Route.open("/", "text/html", call -> reply(call, index)),
                Route.open("/openapi.yaml", "application/yaml", call -> reply(call, description)),
                new Route(
                        "GET",
                        "/page/{file}",
                        Right.OPEN,
                        List.of("text/javascript", "text/css", "application/json", "image/svg+xml"),
                        call -> {
                            var file = files.get(call.parameter("file"));
                            return file == null ? unknown() : reply(call, file);
                        }));
    }

    private static Reply reply(Call call, Asset asset) {
        var headers = Map.of("ETag", asset.tag(), "Cache-Control", "no-cache");
        boolean known = call.header("If-None-Match")
                .filter(tags -> names(tags, asset.tag()))
                .isPresent();
        return new Reply.Content(known ? 304 : 200, asset.type(), known ? new byte[0] : asset.body(), headers);
    }

    /** Compared weakly (RFC 9110, 13.1.2): a proxy that compresses makes the tags weak. */
    private static boolean names(String tags, String tag) {
        return tags.strip().equals("*")
                || Arrays.stream(tags.split(","))
                        .map(each -> each.strip().replaceFirst("^W/", ""))
                        .anyMatch(tag::equals);
    }

    private static Reply unknown() {
        return new Reply.Problem(404, "not-found", "Not found", "the page has no such file; / is its document");
    }

    private static Asset asset(String file) {
        byte[] body = load(file);
        String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
        String charset = type.startsWith("text/") ? "; charset=utf-8" : "";
        return new Asset(type + charset, body, '"' + Sha256.hex(body).substring(0, 16) + '"');
    }

    private static byte[] load(String file) {
        try (var in = Page.class.getResourceAsStream("/web/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource web/" + file + "; build it again");
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read the resource web/" + file, unreadable);
        }
    }
}
