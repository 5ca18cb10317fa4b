package io.maskgate.daemon.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.maskgate.daemon.access.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Finds the route of a request and sends its reply, with the headers every answer carries. */
final class Router {
    private static final System.Logger LOG = System.getLogger(Router.class.getName());
    /** Bytes a client is given the time of one write for. */
    private static final int PIECE = 64 * 1024;

    private static final Reply.Problem BUSY = Reply.Problem.later(
            503,
            "busy",
            "Busy",
            "others still take large answers, and there is no memory for more; try again in 10 s",
            10);

    private final List<Route> routes;
    private final Function<ServerRequest, Optional<Reply>> guard;
    private final Admission admission;
    private final Watchdog watchdog;
    private final IntConsumer answered;
    private final InstantSource clock;
    private final Room room;

    /** Where large answers wait until they are taken, however slowly. */
    private record Room(int kib, Semaphore free) {
        static Room of(int bytes) {
            return new Room(bytes >> 10, new Semaphore(bytes >> 10));
        }

        /** What it takes; one that is larger than all there is goes when it is alone. */
        int of(Reply reply) {
            return reply instanceof Reply.Content content && content.body().length > PIECE
                    ? Math.min(content.body().length >> 10, kib)
                    : 0;
        }
    }

    /**
     * @param guard why a request is refused before it is looked at
     * @param admission who asks, and may he
     * @param answerBytes that large answers may hold together
     * @param answered told the status of each answer
     * @param clock by which answers are dated
     */
    Router(
            List<Route> routes,
            Function<ServerRequest, Optional<Reply>> guard,
            Admission admission,
            Watchdog watchdog,
            int answerBytes,
            IntConsumer answered,
            InstantSource clock) {
        this(routes, guard, admission, watchdog, Room.of(answerBytes), answered, clock);
    }

    private Router(
            List<Route> routes,
            Function<ServerRequest, Optional<Reply>> guard,
            Admission admission,
            Watchdog watchdog,
            Room room,
            IntConsumer answered,
            InstantSource clock) {
        this.room = room;
        this.routes = List.copyOf(routes);
        this.guard = guard;
        this.admission = admission;
        this.watchdog = watchdog;
        this.answered = answered;
        this.clock = clock;
    }

    /** The same for clients that must be told the length of every answer. */
    Router inOnePiece() {
        return new Router(
                routes.stream().map(Route::inOnePiece).toList(), guard, admission, watchdog, room, answered, clock);
    }

    void handle(ServerRequest request, ServerResponse response) {
        Reply reply;
        try {
            reply = guard.apply(request).orElseGet(() -> dispatch(request));
        } catch (RequestException | HttpException | CloseConnectionException transport) {
            throw transport;
        } catch (RequestBody.MalformedException malformed) {
            reply = new Reply.Problem(
                    400, "request", "Bad request", "the request's body is not in chunks as of RFC 9112, 7.1");
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "request to " + path(request) + " failed", bug);
            reply = internalError();
        }
        try {
            send(request, response, reply);
        } catch (RequestException | HttpException | CloseConnectionException | UncheckedIOException transport) {
            throw transport;
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "the answer to " + path(request) + " failed", bug);
            throw new CloseConnectionException("the answer failed", bug);
        }
        if (request.headers().contains(HeaderValues.CONNECTION_CLOSE)
                || response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
            // The server only announces the close; it would wait for another request.
            throw new CloseConnectionException("closed as announced");
        }
    }

    private static Reply.Problem internalError() {
        return new Reply.Problem(
                500, "internal", "Internal error", "the request failed inside the gateway; its log has the cause");
    }

    static String path(ServerRequest request) {
        return request.path().path();
    }

    private Reply dispatch(ServerRequest request) {
        String method = request.prologue().method().text();
        String lookedUp = method.equals("HEAD") ? "GET" : method;
        var allowed = new TreeSet<String>();
        for (Route route : routes) {
            var parameters = route.match(path(request));
            if (parameters.isEmpty()) {
                continue;
            }
            if (!route.method().equals(lookedUp)) {
                allowed.add(route.method());
                continue;
            }
            return admit(route, request, parameters.get());
        }
        if (allowed.isEmpty()) {
            return new Reply.Problem(
                    404,
                    "not-found",
                    "Not found",
                    "there is nothing at this path; /openapi.yaml on the web listener lists all");
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        String list = String.join(", ", allowed);
        return new Reply.Problem(
                405, "method", "Method not allowed", "expected " + list + ", found " + method, Map.of("Allow", list));
    }

    private Reply admit(Route route, ServerRequest request, Map<String, String> parameters) {
        return switch (admission.ask(request, route)) {
            case Admission.Denied(Reply.Problem problem) -> problem;
            case Admission.Allowed(Caller caller, BooleanSupplier stands) -> {
                var query = request.query();
                var cameras = route.cameras(parameters, query.contains("camera") ? query.all("camera") : List.of());
                yield admission
                        .hidden(caller, cameras)
                        .<Reply>map(problem -> problem)
                        .orElseGet(() -> call(route, request, parameters, caller, stands));
            }
        };
    }

    private static Reply call(
            Route route, ServerRequest request, Map<String, String> parameters, Caller caller, BooleanSupplier stands) {
        var accepted = route.produces().isEmpty()
                ? Optional.of("")
                : Accept.best(Headers.first(request, "Accept"), route.produces());
        if (accepted.isEmpty()) {
            return new Reply.Problem(
                    406,
                    "not-acceptable",
                    "Not acceptable",
                    "expected an Accept header that takes " + String.join(" or ", route.produces()));
        }
        if (route.needs() == Right.OPERATE) {
            LOG.log(Level.INFO, "{0} asks for {1} {2}", caller.name(), route.method(), path(request));
        }
        try {
            return route.handler().handle(new Call(request, accepted.get(), parameters, caller, stands));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("the gateway stops", stopping);
        }
    }

    private void send(ServerRequest request, ServerResponse response, Reply reply) {
        Headers.SECURITY.forEach((name, value) -> response.header(HeaderNames.create(name), value));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.DATE, Headers.date(clock));
        boolean head = request.prologue().method().text().equals("HEAD");
        int kib = head ? 0 : room.of(reply);
        if (!room.free().tryAcquire(kib)) {
            send(request, response, BUSY, false);
            return;
        }
        try {
            send(request, response, reply, head);
        } finally {
            room.free().release(kib);
        }
    }

    private void send(ServerRequest request, ServerResponse response, Reply reply, boolean head) {
        switch (reply) {
            case Reply.Content content ->
                whole(response, content.status(), content.type(), content.headers(), content.body(), head);
            case Reply.Problem problem -> {
                byte[] body = problem.body(path(request));
                if (endless(request)) {
                    response.header(HeaderValues.CONNECTION_CLOSE);
                }
                whole(response, problem.status(), Reply.Problem.TYPE, problem.headers(), body, head);
            }
            case Reply.Stream stream when head -> whole(response, 200, stream.type(), Map.of(), new byte[0], true);
            case Reply.Stream stream -> stream(response, stream);
        }
    }

    /** A refused body that waits for 100 Continue never comes, and one in chunks has no known end: neither is read. */
    private static boolean endless(ServerRequest request) {
        return request.headers().contains(HeaderValues.EXPECT_100)
                || request.headers().contains(HeaderNames.TRANSFER_ENCODING);
    }

    private void whole(
            ServerResponse response, int status, String type, Map<String, String> headers, byte[] body, boolean head) {
        answered.accept(status);
        response.status(Status.create(status));
        if (status != 204) {
            response.header(HeaderNames.CONTENT_TYPE, type);
        }
        headers.forEach((name, value) -> response.header(name(name), value));
        if (head) {
            response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
            response.send();
        } else if (status == 304 || status == 204) {
            response.send();
        } else if (body.length <= PIECE) {
            try (var _ = watchdog.writing()) {
                response.send(body);
            }
        } else {
            response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
            inPieces(response, body);
        }
    }

    /** Each of which the client takes in time: a slow line is none that hangs. */
    private void inPieces(ServerResponse response, byte[] body) {
        try (var out = watchdog.guard(response.outputStream())) {
            for (int from = 0; from < body.length; from += PIECE) {
                out.write(body, from, Math.min(PIECE, body.length - from));
            }
        } catch (IOException | UncheckedIOException gone) {
            throw new CloseConnectionException("the client went, or takes nothing", gone);
        }
    }

    private void stream(ServerResponse response, Reply.Stream stream) {
        answered.accept(200);
        response.header(HeaderNames.CONTENT_TYPE, stream.type());
        response.header(HeaderValues.CONNECTION_CLOSE);
        try (var out = watchdog.guard(response.outputStream())) {
            stream.writer().writeTo(out);
            if (response instanceof RoutingResponse routing) {
                routing.commit();
            }
        } catch (IOException | UncheckedIOException | InterruptedException gone) {
            throw new CloseConnectionException("the client went or the gateway stops", gone);
        }
    }

    private static HeaderName name(String name) {
        return HeaderNames.create(name);
    }
}
