package io.maskgate.daemon.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reading request headers, and the headers that every answer carries. */
final class Headers {
    /**
     * Nothing but this origin's own files, never framed, never sniffed, no text turned into elements; {@code blob:} is a
     * picture the user picked, shown to himself before and after it is sent.
     */
    static final Map<String, String> SECURITY = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script';"
                    + " trusted-types 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "X-Frame-Options",
            "DENY");

    /** As of RFC 9110, 5.6.7: the day has two digits. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private Headers() {}

    /** The server's own stands still for as long as the clock was set back; it writes none where there is one. */
    static String date(InstantSource clock) {
        return DATE.format(clock.instant());
    }

    static Optional<String> first(ServerRequest request, String name) {
        var header = HeaderNames.create(name);
        return request.headers().contains(header)
                ? Optional.of(request.headers().get(header).get())
                : Optional.empty();
    }
}
