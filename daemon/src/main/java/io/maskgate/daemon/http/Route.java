package io.maskgate.daemon.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One operation: a method on a path. What lies below {@value #CAMERA} is of that camera.
 *
 * @param method GET (answers HEAD as well), POST or DELETE
 * @param template path with {@code {names}} for single segments
 * @param needs what a caller must have
 * @param produces media types of a good answer, the preferred one first; none where it has no body
 */
record Route(String method, String template, Right needs, List<String> produces, Handler handler) {
    static final String JSON = "application/json";
    static final String JPEG = "image/jpeg";
    static final String CAMERA = "/api/cameras/{id}";
    static final String EVENTS = "text/event-stream";
    static final String PARTS = "multipart/x-mixed-replace";
    private static final Reply OLDER = new Reply.Problem(
            505,
            "http-version",
            "HTTP version not supported",
            "expected HTTP/1.1 for a stream, found HTTP/1.0; in nginx, set proxy_http_version 1.1");

    Route {
        produces = List.copyOf(produces);
    }

    /** Answers a call, on a virtual thread. */
    interface Handler {
        Reply handle(Call call) throws InterruptedException;
    }

    /** For whoever may view. */
    static Route get(String template, String produces, Handler handler) {
        return new Route("GET", template, Right.VIEW, List.of(produces), handler);
    }

    /** Does something, for operators; the answer has no body. */
    static Route operate(String template, Handler handler) {
        return new Route("POST", template, Right.OPERATE, List.of(), handler);
    }

    /** For all. */
    static Route open(String template, String produces, Handler handler) {
        return new Route("GET", template, Right.OPEN, List.of(produces), handler);
    }

    /** The same, but for what has no end: that needs chunks, which came with HTTP/1.1. */
    Route inOnePiece() {
        boolean endless = produces.contains(EVENTS) || produces.contains(PARTS);
        return endless ? new Route(method, template, needs, produces, _ -> OLDER) : this;
    }

    boolean ofOneCamera() {
        return template.equals(CAMERA) || template.startsWith(CAMERA + "/");
    }

    /** The cameras a request is about: by its path, and by the query's {@code camera}. */
    List<String> cameras(Map<String, String> parameters, List<String> query) {
        return ofOneCamera()
                ? Stream.concat(Stream.of(parameters.getOrDefault("id", "")), query.stream())
                        .toList()
                : query;
    }

    /** The values of the template's names, where the path fits. */
    Optional<Map<String, String>> match(String path) {
        String[] expected = template.split("/", -1);
        String[] found = path.split("/", -1);
        if (expected.length != found.length) {
            return Optional.empty();
        }
        var values = new HashMap<String, String>();
        for (int i = 0; i < expected.length; i++) {
            if (expected[i].startsWith("{") && !found[i].isEmpty()) {
                values.put(expected[i].substring(1, expected[i].length() - 1), found[i]);
            } else if (!expected[i].equals(found[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }
}
