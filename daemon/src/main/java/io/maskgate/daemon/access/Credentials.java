package io.maskgate.daemon.access;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a request shows of its sender. */
public sealed interface Credentials {
    /** Nothing that could be looked at. */
    record None() implements Credentials {}

    /** A token, as of RFC 6750, section 2.1. */
    record Bearer(String token) implements Credentials {
        @Override
        public String toString() {
            return "a token";
        }
    }

    /** The cookie of a session. */
    record Cookie(String id) implements Credentials {
        @Override
        public String toString() {
            return "a session";
        }
    }

    /** Longer ones are none of ours. */
    int MOST_CHARS = 512;

    Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]+=*) *");
    Pattern SESSION = Pattern.compile("[A-Za-z0-9_-]{43}");

    /**
     * A token before a session. Authorization of another scheme is a proxy's own affair; two tokens, or two sessions, are
     * nobody's: which one was meant cannot be known.
     *
     * @param authorization every value of that header
     * @param cookies every value of that header
     * @param name of our cookie
     */
    static Credentials of(List<String> authorization, List<String> cookies, String name) {
        var bearers = authorization.stream()
                .filter(value -> value.regionMatches(true, 0, "Bearer", 0, 6))
                .toList();
        if (!bearers.isEmpty()) {
            return bearers.size() == 1 ? bearer(bearers.getFirst()) : new None();
        }
        var sessions = cookies.stream()
                .flatMap(value -> Pattern.compile(";").splitAsStream(value))
                .map(pair -> session(pair, name))
                .flatMap(Optional::stream)
                .toList();
        return sessions.size() == 1 && SESSION.matcher(sessions.getFirst()).matches()
                ? new Cookie(sessions.getFirst())
                : new None();
    }

    private static Credentials bearer(String value) {
        if (value.length() > MOST_CHARS) {
            return new None();
        }
        var matcher = BEARER.matcher(value);
        return matcher.matches() ? new Bearer(matcher.group(1)) : new None();
    }

    /** The value of our cookie in a pair such as {@code name=value} (RFC 6265, section 4.2.1). */
    private static Optional<String> session(String pair, String name) {
        int equals = pair.indexOf('=');
        return equals >= 0 && pair.substring(0, equals).strip().equals(name)
                ? Optional.of(pair.substring(equals + 1).strip())
                : Optional.empty();
    }
}
