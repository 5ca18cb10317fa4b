package io.maskgate.hw.video;

import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What a judged camera answers, on its way to FFmpeg: where it would send FFmpeg on to, nobody is judged. Answers of RTSP are
 * looked at until the media are asked for and come, in interleaved packets (RFC 2326, section 10.12), of HTTP the one that a
 * connection has. FFmpeg reads more into a head than it should: what could be read in two ways is not passed.
 */
final class JudgedAnswers {
    /** A camera that sends on to another server. */
    static final class Elsewhere extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** An answer of which it is not certain what FFmpeg makes of it. */
    static final class Unclear extends IOException {
        private static final long serialVersionUID = 1L;

        Unclear(String what) {
            super(what);
        }
    }

    private static final int MOST_HEAD = 16_384;
    private static final Pattern STATUS =
            Pattern.compile("(RTSP|HTTP)/\\d\\.\\d[ \\t]+([1-5]\\d\\d)(?:[ \\t].*)?", Pattern.DOTALL);

    private static final Pattern REQUEST = Pattern.compile("[A-Z_]+[ \\t]+\\S+[ \\t]+RTSP/\\d\\.\\d[ \\t]*");
    private static final Pattern LOCATION = Pattern.compile("(?imd)^location:[ \\t]*([^\\r\\n]*?)[ \\t]*\\r?$");
    private static final Pattern LENGTH = Pattern.compile("(?imd)^content-length:[ \\t]*([^\\r\\n]*?)[ \\t]*\\r?$");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final byte[] PLAY = "PLAY ".getBytes(StandardCharsets.US_ASCII);
    /** No scheme, and no server. */
    private static final Pattern RELATIVE = Pattern.compile("(?!//)[^:/?#]*(?:[/?#].*)?");

    private final VideoUrl url;
    private final InputStream camera;
    private final OutputStream ffmpeg;
    private volatile boolean playing;

    JudgedAnswers(VideoUrl url, InputStream camera, OutputStream ffmpeg) {
        this.url = url;
        this.camera = new BufferedInputStream(camera);
        this.ffmpeg = ffmpeg;
    }

    /**
     * For what FFmpeg asks, on its way to the camera: once it asks for the media it follows nobody any more. A request is one
     * write of FFmpeg's; where one is torn in two, packets are looked at for longer than they need.
     */
    OutputStream requests(OutputStream toCamera) {
        return new FilterOutputStream(toCamera) {
            @Override
            public void write(byte[] some, int from, int length) throws IOException {
                playing |= length >= PLAY.length && Arrays.equals(some, from, from + PLAY.length, PLAY, 0, PLAY.length);
                out.write(some, from, length);
            }
        };
    }

    /**
     * Until the media begin.
     *
     * @return what comes after that
     * @throws Elsewhere before FFmpeg has seen the answer that sends it on
     * @throws Unclear before FFmpeg has seen the answer that it may read otherwise
     */
    InputStream look() throws IOException {
        if (!url.isRtsp()) {
            while (forward(head()) == '1') {
                // The answer itself is still to come.
            }
            return camera;
        }
        while (true) {
            camera.mark(1);
            int next = camera.read();
            camera.reset();
            if (next < 0 || next == '$' && playing) {
                return camera;
            }
            if (next == '$') {
                byte[] begin = camera.readNBytes(4);
                ffmpeg.write(begin);
                pass(begin.length < 4 ? 0 : (begin[2] & 0xff) << 8 | begin[3] & 0xff);
            } else {
                byte[] head = head();
                forward(head);
                pass(length(text(head)));
            }
        }
    }

    private void pass(long bytes) throws IOException {
        long left = bytes;
        while (left > 0) {
            byte[] some = camera.readNBytes((int) Math.min(left, MOST_HEAD));
            if (some.length == 0) {
                return;
            }
            ffmpeg.write(some);
            left -= some.length;
        }
    }

    /** Of a body; FFmpeg takes the last one there is, as far as it is a number. */
    private static long length(String head) throws Unclear {
        var lengths = LENGTH.matcher(head)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        if (lengths.isEmpty()) {
            return 0;
        }
        if (lengths.size() > 1 || !NUMBER.matcher(lengths.getFirst()).matches()) {
            throw new Unclear("an answer whose Content-Length is not one number");
        }
        return Long.parseLong(lengths.getFirst());
    }

    private byte[] head() throws IOException {
        return head(camera);
    }

    /** Up to and with the empty line, or as far as it goes. */
    static byte[] head(InputStream camera) throws IOException {
        byte[] head = new byte[MOST_HEAD];
        int n = 0;
        int lineBegin = 0;
        for (int next = camera.read(); next >= 0; next = camera.read()) {
            if (n == MOST_HEAD) {
                throw new Unclear("an answer whose head has no end");
            }
            head[n++] = (byte) next;
            if (next == '\n') {
                boolean empty = n - lineBegin == 1 || n - lineBegin == 2 && head[lineBegin] == '\r';
                lineBegin = n;
                if (empty) {
                    break;
                }
            }
        }
        return Arrays.copyOf(head, n);
    }

    /** Gives it to FFmpeg if it sends nobody on; the first digit of its status, or 0 where it is no answer. */
    private char forward(byte[] head) throws IOException {
        String text = text(head);
        requireClear(text);
        String first = text.lines().findFirst().orElse("");
        var status = STATUS.matcher(first);
        boolean answer = status.matches() && status.group(1).equals(url.isRtsp() ? "RTSP" : "HTTP");
        boolean other =
                url.isRtsp() && (first.isEmpty() || REQUEST.matcher(first).matches());
        if (!answer && !other && head.length > 0) {
            throw new Unclear(
                    "an answer that does not begin like " + (url.isRtsp() ? "RTSP/1.0 200 OK" : "HTTP/1.1 200 OK"));
        }
        String code = answer ? status.group(2) : "";
        char kind = answer ? code.charAt(0) : 0;
        String passed = kind == '3' ? sentOn(text) : code.equals("401") ? Challenges.known(text) : text;
        ffmpeg.write(passed.getBytes(StandardCharsets.ISO_8859_1));
        return kind;
    }

    /** FFmpeg passes over some of these characters, and takes a dollar that begins a line for the begin of a packet. */
    private void requireClear(String head) throws Unclear {
        for (String line : head.split("\n", -1)) {
            String said = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            if (said.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
                throw new Unclear("an answer with a control character in its head");
            }
            if (url.isRtsp() && said.startsWith("$")) {
                throw new Unclear("an answer with a packet in its head");
            }
        }
    }

    /** The same, but for the camera's own full address, which is this way and no other. */
    private String sentOn(String head) throws Elsewhere {
        if (url.isRtsp()) {
            throw new Elsewhere();
        }
        var passed = new StringBuilder();
        int done = 0;
        for (var location = LOCATION.matcher(head); location.find(); done = location.end(1)) {
            passed.append(head, done, location.start(1)).append(here(location.group(1)));
        }
        return passed.append(head.substring(done)).toString();
    }

    private String here(String location) throws Elsewhere {
        String own = "https://" + url.hostAndPort() + "/";
        boolean full = location.regionMatches(true, 0, own, 0, own.length());
        String path = full ? location.substring(own.length() - 1) : location;
        if (!RELATIVE.matcher(path).matches()) {
            throw new Elsewhere();
        }
        return path;
    }

    private static String text(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1);
    }
}
