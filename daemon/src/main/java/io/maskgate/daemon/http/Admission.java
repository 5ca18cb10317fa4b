package io.maskgate.daemon.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.maskgate.daemon.access.AccessControl;
import io.maskgate.daemon.access.Caller;
import io.maskgate.daemon.access.Credentials;
import io.maskgate.daemon.access.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Asks who a request comes from, and says no where he may not. */
final class Admission {
    private final AccessControl access;
    private final String cookie;
    private final boolean behindProxy;
    private final Consumer<String> refused;
    private final Caller anybody;

    /**
     * @param cookie name of the session's cookie
     * @param behindProxy whether whoever connects is a proxy that tells the client's address
     * @param anybody who asks for what is open to all
     * @param refused told why each request was turned away, in one word
     */
    Admission(AccessControl access, String cookie, boolean behindProxy, Caller anybody, Consumer<String> refused) {
        this.access = access;
        this.cookie = cookie;
        this.behindProxy = behindProxy;
        this.anybody = anybody;
        this.refused = refused;
    }

    /** What became of it. */
    sealed interface Outcome {}

    /** @param stands whether the same would be allowed now */
    record Allowed(Caller caller, BooleanSupplier stands) implements Outcome {}

    record Denied(Reply.Problem problem) implements Outcome {}

    /** Whether the route may be taken; of which camera, {@link #hidden} says. */
    Outcome ask(ServerRequest request, Route route) {
        if (route.needs() == Right.OPEN) {
            return new Allowed(anybody, () -> true);
        }
        return switch (access.judge(credentials(request), address(request))) {
            case Verdict.Admitted(Caller caller, BooleanSupplier stands) ->
                route.needs() == Right.OPERATE && !operates(caller, route)
                        ? denied("not_operator", notForHim(caller))
                        : new Allowed(caller, stands);
            case Verdict.Nobody _ -> denied("no_token", unknown(""));
            case Verdict.Wrong _ -> denied("wrong_token", unknown(", error=\"invalid_token\""));
            case Verdict.LockedOut(Duration left) -> denied("locked_out", lockedOut(left));
        };
    }

    Credentials credentials(ServerRequest request) {
        return Credentials.of(all(request, "Authorization"), all(request, "Cookie"), cookie);
    }

    /** The client's, as far as it can be known. */
    InetAddress address(ServerRequest request) {
        var forwarded =
                behindProxy ? ClientAddress.forwarded(all(request, "X-Forwarded-For")) : Optional.<InetAddress>empty();
        return forwarded.orElseGet(() -> request.remotePeer().address() instanceof InetSocketAddress peer
                ? peer.getAddress()
                : InetAddress.getLoopbackAddress());
    }

    private static List<String> all(ServerRequest request, String name) {
        var header = HeaderNames.create(name);
        return request.headers().contains(header)
                ? request.headers().get(header).allValues()
                : List.of();
    }

    private Outcome denied(String reason, Reply.Problem problem) {
        refused.accept(reason);
        return new Denied(problem);
    }

    private static Reply.Problem unknown(String error) {
        return new Reply.Problem(
                401,
                "who",
                "Who asks?",
                "expected Authorization: Bearer and an access token, or a session of the page; found "
                        + (error.isEmpty() ? "neither" : "another token"),
                Map.of("WWW-Authenticate", "Bearer realm=\"maskgate\"" + error));
    }

    /** What is not of one camera changes all of them. */
    private static boolean operates(Caller caller, Route route) {
        return caller.operates() && (route.ofOneCamera() || caller.cameras().all());
    }

    private static Reply.Problem notForHim(Caller caller) {
        return new Reply.Problem(
                403,
                "role",
                "For operators",
                caller.operates()
                        ? "expected a token for all cameras, since this changes all of them, found one for some"
                        : "expected an operator's token, found a viewer's; ask for another token");
    }

    static Reply.Problem lockedOut(Duration left) {
        long seconds = Math.max(1, left.plusMillis(999).toSeconds());
        return Reply.Problem.later(
                429,
                "locked-out",
                "Too many wrong tokens",
                "from your address; what you show is not looked at for another " + seconds + " s",
                seconds);
    }

    /** The answer where one of the cameras a request is about is not there for the caller. */
    Optional<Reply.Problem> hidden(Caller caller, List<String> cameras) {
        var hidden = cameras.stream().filter(id -> !caller.sees(id)).findFirst();
        hidden.ifPresent(_ -> refused.accept("other_camera"));
        return hidden.map(CameraRoutes::unknown);
    }
}
