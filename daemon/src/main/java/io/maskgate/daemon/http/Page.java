package io.maskgate.daemon.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The page's files, a fixed set read once from the program itself: no path of a request ever reaches a file system. */
final class Page {
    private record Asset(String path, String file, String type) {}

    private static final List<Asset> ASSETS = List.of(
            new Asset("/", "index.html", "text/html; charset=utf-8"),
            new Asset("/app.js", "app.js", "text/javascript; charset=utf-8"),
            new Asset("/app.css", "app.css", "text/css; charset=utf-8"),
            new Asset("/icon.svg", "icon.svg", "image/svg+xml"),
            new Asset("/openapi.yaml", "openapi.yaml", "application/yaml"));

    private Page() {}

    static List<Route> routes() {
        return ASSETS.stream().map(Page::route).toList();
    }

    private static Route route(Asset asset) {
        byte[] body = load(asset.file());
        String tag = '"' + HexFormat.of().formatHex(sha256(body), 0, 8) + '"';
        var headers = Map.of("ETag", tag, "Cache-Control", "no-cache");
        return Route.get(
                asset.path(),
                asset.type().split(";")[0],
                call -> call.header("If-None-Match").filter(tag::equals).isPresent()
                        ? new Reply.Content(304, asset.type(), new byte[0], headers)
                        : new Reply.Content(200, asset.type(), body, headers));
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

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
