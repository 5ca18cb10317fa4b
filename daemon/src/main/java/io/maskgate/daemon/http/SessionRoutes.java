package io.maskgate.daemon.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskgate.daemon.access.AccessControl;
import io.maskgate.daemon.access.Login;
import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.privacy.PrivacyGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Sessions of the page: a token once, a cookie from then on; and who asks. */
final class SessionRoutes {
    /** A token in JSON with room for spaces. */
    private static final int MOST_BYTES = 2048;

    private final AccessControl access;
    private final Admission admission;
    private final SessionCookie cookie;
    private final PrivacyGate gate;
    private final Watchdog watchdog;
    private final HttpLimits limits;
    private final Consumer<String> refused;
    private final ObjectMapper mapper = new ObjectMapper();

    /** @param refused told why each login was turned away, in one word */
    SessionRoutes(
            AccessControl access,
            Admission admission,
            SessionCookie cookie,
            PrivacyGate gate,
            Watchdog watchdog,
            HttpLimits limits,
            Consumer<String> refused) {
        this.access = access;
        this.admission = admission;
        this.cookie = cookie;
        this.gate = gate;
        this.watchdog = watchdog;
        this.limits = limits;
        this.refused = refused;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/me", Route.JSON, this::me),
                new Route("POST", "/api/session", Right.OPEN, List.of(), this::login),
                new Route("DELETE", "/api/session", Right.OPEN, List.of(), this::logout));
    }

    private Reply me(Call call) {
        var caller = call.caller();
        var json = ApiJson.object();
        json.put("name", caller.name());
        json.put("role", caller.operates() ? "operator" : "viewer");
        var cameras = json.putArray("cameras");
        if (caller.cameras().all()) {
            cameras.add("*");
        } else {
            caller.cameras().names().forEach(cameras::add);
        }
        json.put("faces", caller.faces());
        json.put("covered", gate.faces(caller.faces()) == Faces.COVERED);
        json.put("privacy", gate.mode());
        json.put("login", access.guarded());
        return Reply.json(json);
    }

    private Reply login(Call call) {
        var token = token(call);
        if (token.isEmpty()) {
            return new Reply.Problem(
                    400,
                    "login",
                    "Not a login",
                    "expected {\"token\": \"...\"} as application/json, found another body");
        }
        return switch (access.login(token.get(), admission.address(call.request()))) {
            case Login.Opened(String value, Duration longest) ->
                nothing(Map.of("Set-Cookie", cookie.set(value, longest)));
            case Login.NotNeeded _ ->
                new Reply.Problem(
                        409,
                        "no-tokens",
                        "No login needed",
                        "this gateway has no tokens and answers this machine alone; web.access.tokens in its configuration"
                                + " takes some");
            case Login.Wrong _ -> {
                refused.accept("wrong_token");
                yield new Reply.Problem(
                        401,
                        "token",
                        "Wrong token",
                        "expected one of this gateway's tokens, found another",
                        Map.of("WWW-Authenticate", "Bearer realm=\"maskgate\", error=\"invalid_token\""));
            }
            case Login.LockedOut(Duration left) -> {
                refused.accept("locked_out");
                yield Admission.lockedOut(left);
            }
        };
    }

    private Reply logout(Call call) {
        access.logout(admission.credentials(call.request()));
        return nothing(Map.of("Set-Cookie", cookie.clear()));
    }

    private static Reply nothing(Map<String, String> headers) {
        return new Reply.Content(204, "", new byte[0], headers);
    }

    private Optional<String> token(Call call) {
        boolean json = call.contentType().filter(Route.JSON::equals).isPresent();
        if (!json || !call.request().content().hasEntity()) {
            return Optional.empty();
        }
        try (var _ = watchdog.watch(limits.read())) {
            byte[] body = new RequestBody(call).readNBytes(MOST_BYTES + 1);
            return body.length > MOST_BYTES ? Optional.empty() : token(body);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private Optional<String> token(byte[] body) {
        try {
            // As text: of bytes the parser would guess the encoding, and JSON is UTF-8 (RFC 8259, 8.1).
            JsonNode token =
                    mapper.readTree(new String(body, StandardCharsets.UTF_8)).path("token");
            return token.isTextual() && !token.asText().isEmpty() ? Optional.of(token.asText()) : Optional.empty();
        } catch (JsonProcessingException other) {
            return Optional.empty();
        }
    }
}
