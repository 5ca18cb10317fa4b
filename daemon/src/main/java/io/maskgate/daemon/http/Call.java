package io.maskgate.daemon.http;

import io.helidon.webserver.http.ServerRequest;
import java.util.Map;
import java.util.Optional;

/**
 * A request that found its route.
 *
 * @param accepted the type of {@link Route#produces()} the client likes best
 * @param parameters values of the {@code {names}} in the route's template
 */
record Call(ServerRequest request, String accepted, Map<String, String> parameters) {
    String parameter(String name) {
        var value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    /** The first value of a query parameter, decoded. */
    Optional<String> query(String name) {
        return request.query().first(name).asOptional();
    }

    Optional<String> header(String name) {
        return Headers.first(request, name);
    }
}
