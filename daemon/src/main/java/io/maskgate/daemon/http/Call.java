package io.maskgate.daemon.http;

import io.helidon.webserver.http.ServerRequest;
import io.maskgate.daemon.access.Caller;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A request that found its route.
 *
 * @param accepted the type of {@link Route#produces()} the client likes best
 * @param parameters values of the {@code {names}} in the route's template
 * @param caller who asks; what he does not see is not there
 * @param stands whether he would be admitted now; a stream ends when he would not
 */
record Call(
        ServerRequest request, String accepted, Map<String, String> parameters, Caller caller, BooleanSupplier stands) {
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

    /** The media type of the body, without parameters and in lower case. */
    Optional<String> contentType() {
        return header("Content-Type").map(text -> text.split(";", -1)[0].strip().toLowerCase(Locale.ROOT));
    }
}
