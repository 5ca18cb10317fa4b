package io.maskgate.daemon.logging;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes secrets out of text: the user information of every URL, and every registered value, plain or percent-encoded.
 * Thread-safe.
 */
public final class Redactor {
    /** What stands in place of a secret. */
    public static final String MASK = "****";

    /** Shorter values would blank ordinary words; in a URL they are masked all the same. */
    static final int SHORTEST = 4;

    // First the user information as RFC 3986 has it; then one with a raw '/', '?' or '#' in its password, which is told
    // from host:port/path by what follows the colon.
    private static final Pattern USER_INFO = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,15}://)"
            + "(?:[^\\s/?#\"'<>]{0,1024}@|(?![^\\s/?#:]{0,255}:\\d{1,5}[/?#])[^\\s/?#:@]{0,255}:[^\\s\"'<>]{0,1024}@)");

    private final List<String> secrets = new CopyOnWriteArrayList<>();

    /** Registers a value that must never be printed; values shorter than four characters are ignored. */
    public synchronized void add(String secret) {
        Stream.of(secret, percentEncoded(secret))
                .filter(value -> value.length() >= SHORTEST && !secrets.contains(value))
                .forEach(secrets::add);
        // The longest first, so that a secret that contains another one goes as a whole.
        secrets.sort(Comparator.comparingInt(String::length).reversed());
    }

    /** The text without secrets. */
    public String redact(String text) {
        String result = text;
        for (String secret : secrets) {
            result = result.replace(secret, MASK);
        }
        return result.contains("://") ? USER_INFO.matcher(result).replaceAll("$1" + MASK + "@") : result;
    }

    /** A value as it stands in the user information of a URL. */
    public static String percentEncoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
