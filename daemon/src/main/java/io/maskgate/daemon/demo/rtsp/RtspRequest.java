package io.maskgate.daemon.demo.rtsp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One request of RTSP 1.0 (RFC 2326), its body discarded.
 *
 * @param headers by name, whatever its case
 */
record RtspRequest(String method, String uri, Map<String, String> headers) {
    private static final int MAX_LINE = 4096;
    private static final int MAX_HEADERS = 64;
    private static final int MAX_BODY = 65_536;

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The path of the address without a leading or trailing slash. */
    String path() {
        String path = uri.replaceFirst("^rtsp://[^/]*", "");
        int query = path.indexOf('?');
        return (query < 0 ? path : path.substring(0, query)).replaceAll("^/+|/+$", "");
    }

    /** What came from a client. */
    sealed interface Received {
        record Request(RtspRequest request) implements Received {}

        /** Not understood; the connection is of no further use. */
        record Garbage(String why) implements Received {}

        record End() implements Received {}
    }

    /**
     * Reads the next request; interleaved binary data (receiver reports) before it is skipped.
     *
     * @throws SocketTimeoutException when nothing came within the socket's time and nothing of a request was
     *     read yet
     */
    static Received read(InputStream in) throws IOException {
        int first = in.read();
        try {
            while (first == '$' || first == '\r' || first == '\n') {
                if (first == '$') {
                    in.skipNBytes(1);
                    in.skipNBytes((long) in.read() << 8 | in.read());
                }
                first = in.read();
            }
            return first < 0 ? new Received.End() : parse((char) first + line(in), in);
        } catch (EOFException end) {
            return new Received.End();
        } catch (SocketTimeoutException slow) {
            return new Received.Garbage("expected a whole request without a pause");
        }
    }

    private static Received parse(String requestLine, InputStream in) throws IOException {
        String[] parts = requestLine.split(" ");
        if (parts.length != 3 || !parts[2].equals("RTSP/1.0")) {
            return new Received.Garbage("expected METHOD URI RTSP/1.0");
        }
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() >= MAX_HEADERS) {
                return new Received.Garbage("expected at most " + MAX_HEADERS + " lines NAME: VALUE");
            }
            headers.put(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        String length = headers.getOrDefault("Content-Length", "0");
        if (!length.matches("\\d{1,6}") || Integer.parseInt(length) > MAX_BODY) {
            return new Received.Garbage("expected a Content-Length of at most " + MAX_BODY);
        }
        in.skipNBytes(Integer.parseInt(length));
        return new Received.Request(new RtspRequest(parts[0], parts[1], headers));
    }

    private static String line(InputStream in) throws IOException {
        var line = new byte[MAX_LINE];
        int length = 0;
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || length == MAX_LINE) {
                throw new EOFException("line cut off or longer than " + MAX_LINE + " bytes");
            }
            if (c != '\r') {
                line[length++] = (byte) c;
            }
        }
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }
}
