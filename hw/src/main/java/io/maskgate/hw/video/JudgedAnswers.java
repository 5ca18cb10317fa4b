package io.maskgate.hw.video;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What a judged camera answers, on its way to FFmpeg: where it would send FFmpeg on to, nobody is judged. Answers of RTSP are
 * looked at until the first interleaved packet (RFC 2326, section 10.12), of HTTP the one that a connection has.
 */
final class JudgedAnswers {
    /** A camera that sends on to another server. */
    static final class Elsewhere extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final int MOST_HEAD = 16_384;
    /** As FFmpeg reads it: a word, blanks, a number. */
    private static final Pattern SENDS_ON = Pattern.compile("\\s*\\S+\\s+3(?!04)\\d\\d\\b.*", Pattern.DOTALL);

    private static final Pattern LOCATION = Pattern.compile("(?im)^location:[ \\t]*([^\\r\\n]*?)[ \\t]*\\r?$");
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:[ \\t]*(\\d{1,9})");
    /** No scheme, and no server. */
    private static final Pattern RELATIVE = Pattern.compile("(?!//)[^:/?#]*(?:[/?#].*)?");

    private final VideoUrl url;
    private final InputStream camera;
    private final OutputStream ffmpeg;

    JudgedAnswers(VideoUrl url, InputStream camera, OutputStream ffmpeg) {
        this.url = url;
        this.camera = new BufferedInputStream(camera);
        this.ffmpeg = ffmpeg;
    }

    /**
     * Until the media begin.
     *
     * @return what comes after that
     * @throws Elsewhere before FFmpeg has seen the answer that sends it on
     */
    InputStream look() throws IOException {
        if (!url.isRtsp()) {
            ffmpeg.write(judged(head()));
            return camera;
        }
        while (true) {
            camera.mark(1);
            int next = camera.read();
            camera.reset();
            if (next < 0 || next == '$') {
                return camera;
            }
            byte[] head = head();
            ffmpeg.write(judged(head));
            body(head);
        }
    }

    private void body(byte[] head) throws IOException {
        var length = LENGTH.matcher(text(head));
        long left = length.find() ? Long.parseLong(length.group(1)) : 0;
        while (left > 0) {
            byte[] some = camera.readNBytes((int) Math.min(left, MOST_HEAD));
            if (some.length == 0) {
                return;
            }
            ffmpeg.write(some);
            left -= some.length;
        }
    }

    /** Up to and with the empty line, or as far as it goes. */
    private byte[] head() throws IOException {
        byte[] head = new byte[MOST_HEAD];
        int n = 0;
        int lineBegin = 0;
        for (int next = camera.read(); next >= 0; next = camera.read()) {
            if (n == MOST_HEAD) {
                throw new IOException("an answer whose head has no end");
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

    /** The same, but for the camera's own full address, which is this way and no other. */
    private byte[] judged(byte[] head) throws Elsewhere {
        String text = text(head);
        if (!SENDS_ON.matcher(text).matches()) {
            return head;
        }
        var passed = new StringBuilder();
        int done = 0;
        for (var location = LOCATION.matcher(text); location.find(); done = location.end(1)) {
            passed.append(text, done, location.start(1)).append(here(location.group(1)));
        }
        return passed.append(text.substring(done)).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String here(String location) throws Elsewhere {
        String own = "https://" + url.hostAndPort() + "/";
        boolean full = location.regionMatches(true, 0, own, 0, own.length());
        String path = full ? location.substring(own.length() - 1) : location;
        if (url.isRtsp() || !RELATIVE.matcher(path).matches()) {
            throw new Elsewhere();
        }
        return path;
    }

    private static String text(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1);
    }
}
