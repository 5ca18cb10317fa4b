package io.maskgate.hw.video;

import static io.maskgate.hw.video.VideoException.Reason.REFUSED_SCHEME;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where pictures come from: {@code rtsp}, {@code rtsps}, {@code http}, {@code https} or {@code file}; a path without
 * scheme is a file. Everything else FFmpeg knows is refused. {@link #toString()} shows no secret.
 */
public final class VideoUrl {
    /** The schemes allowed, each with what FFmpeg may do on its behalf. */
    enum Scheme {
        RTSP("rtsp,rtp,udp,tcp,tls,crypto", 554),
        RTSPS("rtsp,rtp,udp,tcp,tls,crypto", 322),
        HTTP("http,https,tcp,tls,crypto", 80),
        HTTPS("http,https,tcp,tls,crypto", 443),
        FILE("file", 0);

        final String protocols;
        final int port;

        Scheme(String protocols, int port) {
            this.protocols = protocols;
            this.port = port;
        }

        static String names() {
            return Arrays.stream(values())
                    .map(scheme -> scheme.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
        }
    }

    private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern HOST_PORT =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+(?:%(?:25)?[\\w.-]+)?]|[^:\\[\\]\\s]+)(?::(\\d{1,5}))?");
    /** How RFC 6874 writes the % before the interface of an address; FFmpeg takes it bare. */
    private static final Pattern ENCODED_ZONE = Pattern.compile("(?<=^\\[[0-9A-Fa-f:.]{1,45}%)25(?=[\\w.-]+])");

    private static final Pattern LINK_LOCAL = Pattern.compile("(?i)fe[89ab][0-9a-f]:[^%]*");
    private static final Pattern SECRET_IN_PATH =
            Pattern.compile("(?i)(pass(?:word|wd)?|pwd|token|secret|auth|key|sig(?:nature)?)=([^&/?;]*)");
    private static final String ENCODE = "percent-encode '/', '?' and '#' in the password";
    private static final int SHORTEST_HIDDEN = 4;
    private static final int MOST_PORT = 65_535;
    /** What FFmpeg's RTSP client has room for. */
    private static final int MOST_RTSP_CREDENTIALS = 127;

    private static final Set<String> PLAIN_QUERY =
            Set.of("channel", "subtype", "stream", "profile", "resolution", "fps", "codec", "camera", "unicast");

    private final Scheme scheme;
    private final String userInfo;
    private final String hostAndPort;
    private final String rest;
    /** What is written behind an address to say what is there, and is not sent. */
    private final String said;

    private final List<String> hidden;

    private VideoUrl(Scheme scheme, String userInfo, String hostAndPort, String rest) {
        this(scheme, userInfo, hostAndPort, rest, "", List.of());
    }

    private VideoUrl(
            Scheme scheme, String userInfo, String hostAndPort, String rest, String said, List<String> hidden) {
        this.said = said;
        this.hidden = hidden;
        this.scheme = scheme;
        this.userInfo = userInfo;
        this.hostAndPort = ENCODED_ZONE.matcher(hostAndPort).replaceFirst("");
        this.rest = rest;
    }

    /** Reads a URL or a path; the exception's message never repeats the input's secrets. */
    public static VideoUrl parse(String text) throws VideoException {
        if (text.isBlank() || CONTROL.matcher(text).find()) {
            throw new VideoUrlException("a URL or a path", text.isBlank() ? "nothing" : "control characters", "");
        }
        var matcher = WITH_SCHEME.matcher(text);
        if (!matcher.matches()) {
            return new VideoUrl(Scheme.FILE, "", "", text);
        }
        String name = matcher.group(1).toLowerCase(Locale.ROOT);
        Scheme scheme = Arrays.stream(Scheme.values())
                .filter(candidate -> candidate.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new VideoException(
                        REFUSED_SCHEME,
                        "video URL: scheme '" + name + "' is not allowed; allowed are " + Scheme.names()
                                + ", and plain paths (write ./ before a path with a colon)"));
        return scheme == Scheme.FILE ? file(matcher.group(2)) : network(scheme, name, matcher.group(2));
    }

    private static VideoUrl file(String rest) throws VideoException {
        if (!rest.startsWith("//")) {
            return new VideoUrl(Scheme.FILE, "", "", rest);
        }
        int slash = rest.indexOf('/', 2);
        String host = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
        if (slash < 0 || !(host.isEmpty() || host.equals("localhost"))) {
            throw new VideoUrlException("a file URL of the form file:///path", "another host or no path", "");
        }
        try {
            String path = URLDecoder.decode(rest.substring(slash).replace("+", "%2B"), StandardCharsets.UTF_8);
            if (CONTROL.matcher(path).find()) {
                throw new VideoUrlException("a file URL without control characters", "some", "");
            }
            return new VideoUrl(Scheme.FILE, "", "", path);
        } catch (IllegalArgumentException e) {
            throw new VideoUrlException(
                    "a file URL with two hex digits after each %", "others", "write a % of the path itself as %25");
        }
    }

    private static VideoUrl network(Scheme scheme, String name, String rest) throws VideoException {
        if (!rest.startsWith("//")) {
            throw new VideoUrlException(name + "://host/path", "no // after " + name + ":", "");
        }
        int end = 2;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String authority = rest.substring(2, end);
        String tail = rest.substring(end);
        int at = authority.lastIndexOf('@');
        String hostAndPort = authority.substring(at + 1);
        var matcher = HOST_PORT.matcher(hostAndPort);
        if (!matcher.matches()) {
            throw new VideoUrlException(
                    "scheme://[user:password@]host[:port]/path", "an address that cannot be read (not shown)", ENCODE);
        }
        int port = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
        if (port < 1 || port > MOST_PORT) {
            // It may be the beginning of a password.
            throw new VideoUrlException(
                    "a port from 1 to " + MOST_PORT, "another number (not shown)", "correct it, or " + ENCODE);
        }
        boolean rtsp = scheme == Scheme.RTSP || scheme == Scheme.RTSPS;
        if (rtsp && at > MOST_RTSP_CREDENTIALS) {
            throw new VideoUrlException(
                    "a user and password of at most " + MOST_RTSP_CREDENTIALS
                            + " characters together, as they are written in the URL",
                    at + ", of which FFmpeg would cut off the rest and the camera call the password wrong",
                    "choose a shorter one");
        }
        String userInfo = at < 0 ? "" : authority.substring(0, at);
        var said = Containers.SAID_BEHIND.matcher(tail);
        return rtsp || !said.find()
                ? new VideoUrl(scheme, userInfo, hostAndPort, tail)
                : new VideoUrl(scheme, userInfo, hostAndPort, tail.substring(0, said.start()), said.group(), List.of());
    }

    /**
     * The same address, of which these parts are never shown wherever they stand: some cameras take the secret as their
     * path. Parts of less than four characters would blank ordinary words, and are shown.
     */
    public VideoUrl hiding(Set<String> parts) {
        var added = new LinkedHashSet<>(hidden);
        String path = rest.startsWith("/") ? rest.substring(1) : rest;
        for (String given : parts) {
            String part = given.endsWith(said) ? given.substring(0, given.length() - said.length()) : given;
            if (part.endsWith(path) && path.length() >= SHORTEST_HIDDEN) {
                // The whole address, which no text shows as it is.
                added.add(path);
            }
            if (part.length() >= SHORTEST_HIDDEN) {
                addWithDecoded(added, part);
                added.add(encode(part));
            }
        }
        // The longest first, so that one that contains another goes as a whole.
        var hiding = added.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        return new VideoUrl(scheme, userInfo, hostAndPort, rest, said, hiding);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Scheme scheme() {
        return scheme;
    }

    /** What may be read there. */
    Containers containers() {
        return switch (scheme) {
            case RTSP, RTSPS -> Containers.RTSP;
            case HTTP, HTTPS -> Containers.at(rest + said);
            case FILE -> Containers.LOCAL;
        };
    }

    public boolean isFile() {
        return scheme == Scheme.FILE;
    }

    public boolean isRtsp() {
        return scheme == Scheme.RTSP || scheme == Scheme.RTSPS;
    }

    /** Whether it is one of the schemes that have TLS. */
    public boolean isTls() {
        return scheme == Scheme.RTSPS || scheme == Scheme.HTTPS;
    }

    /** Host and port as written. */
    String hostAndPort() {
        return hostAndPort;
    }

    /** The port, that of the scheme where none is written; meaningless for a file. */
    int port() {
        var matcher = HOST_PORT.matcher(hostAndPort);
        return matcher.matches() && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : scheme.port;
    }

    /** The path of a file; meaningless for the others. */
    String path() {
        return rest;
    }

    /** The host without port and brackets; empty for a file. */
    String host() {
        if (hostAndPort.startsWith("[")) {
            return hostAndPort.substring(1, hostAndPort.indexOf(']'));
        }
        int colon = hostAndPort.indexOf(':');
        return colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
    }

    /** Whether the host is an address of a single network, and it is not said by which interface that is reached. */
    boolean lacksInterface() {
        return LINK_LOCAL.matcher(host()).matches();
    }

    /** As FFmpeg takes it, secrets included. */
    String full() {
        if (scheme == Scheme.FILE) {
            return "file:" + rest;
        }
        return prefix() + at(hostAndPort);
    }

    /** The same by way of another host and port, and without TLS. */
    String fullThrough(String other) {
        return (isRtsp() ? "rtsp://" : "http://") + at(other);
    }

    boolean hasLogin() {
        return !userInfo.isEmpty();
    }

    /** What a request of RTSP or HTTP names, without user and password. */
    String target() {
        if (isRtsp()) {
            return prefix() + hostAndPort + rest;
        }
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private String at(String place) {
        return (userInfo.isEmpty() ? "" : userInfo + "@") + place + rest;
    }

    private String prefix() {
        return scheme.name().toLowerCase(Locale.ROOT) + "://";
    }

    /** For people: without user and password, and with the values of the query hidden but for a few harmless ones. */
    public String redacted() {
        if (scheme == Scheme.FILE) {
            return "file:" + masked(rest);
        }
        int query = rest.indexOf('?');
        String path = query < 0 ? rest : rest.substring(0, query);
        String shown = SECRET_IN_PATH.matcher(masked(path)).replaceAll("$1=***");
        String parameters = query < 0
                ? ""
                : "?"
                        + Arrays.stream(rest.substring(query + 1).split("&", -1))
                                .map(this::redactedParameter)
                                .collect(Collectors.joining("&"));
        return prefix() + (userInfo.isEmpty() ? "" : "***@") + masked(hostAndPort) + shown + parameters + said;
    }

    private String masked(String text) {
        String shown = text;
        for (String part : hidden) {
            shown = shown.replace(part, "***");
        }
        return shown;
    }

    private String redactedParameter(String parameter) {
        int equals = parameter.indexOf('=');
        if (equals < 0) {
            return parameter.isEmpty() ? "" : "***";
        }
        String key = parameter.substring(0, equals);
        return PLAIN_QUERY.contains(key.toLowerCase(Locale.ROOT)) ? masked(parameter) : key + "=***";
    }

    /** The strings that must not appear anywhere: password and query values, as written and decoded. */
    Set<String> secrets() {
        var secrets = new LinkedHashSet<>(hidden);
        if (scheme == Scheme.FILE) {
            return secrets;
        }
        if (!userInfo.isEmpty()) {
            secrets.add(userInfo);
            int colon = userInfo.indexOf(':');
            addWithDecoded(secrets, colon < 0 ? userInfo : userInfo.substring(colon + 1));
        }
        namedSecrets(rest).forEach(found -> addWithDecoded(secrets, found));
        int query = rest.indexOf('?');
        if (query >= 0) {
            for (String parameter : rest.substring(query + 1).split("&")) {
                if (redactedParameter(parameter).endsWith("***")) {
                    addWithDecoded(secrets, parameter.substring(parameter.indexOf('=') + 1));
                }
            }
        }
        return secrets;
    }

    /** What stands in path or query behind a key that calls it a secret. */
    public static List<String> namedSecrets(String text) {
        return SECRET_IN_PATH
                .matcher(text)
                .results()
                .map(found -> found.group(2))
                .toList();
    }

    private static void addWithDecoded(Set<String> secrets, String text) {
        if (text.isEmpty()) {
            return;
        }
        secrets.add(text);
        try {
            secrets.add(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // A password may hold a bare %: then it is only the text as written.
            secrets.add(text);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VideoUrl url && full().equals(url.full()) && said.equals(url.said);
    }

    @Override
    public int hashCode() {
        return full().hashCode();
    }

    @Override
    public String toString() {
        return redacted();
    }
}
