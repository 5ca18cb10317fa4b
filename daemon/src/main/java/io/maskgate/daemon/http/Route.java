package io.maskgate.daemon.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operation: a method on a path.
 *
 * @param method GET (answers HEAD as well) or POST
 * @param template path with {@code {names}} for single segments
 * @param produces media types of a good answer, the preferred one first
 */
record Route(String method, String template, List<String> produces, Handler handler) {
    static final String JSON = "application/json";
    static final String JPEG = "image/jpeg";

    Route {
        produces = List.copyOf(produces);
    }

    /** Answers a call, on a virtual thread. */
    interface Handler {
        Reply handle(Call call) throws InterruptedException;
    }

    static Route get(String template, String produces, Handler handler) {
        return new Route("GET", template, List.of(produces), handler);
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
