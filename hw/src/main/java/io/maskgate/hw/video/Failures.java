package io.maskgate.hw.video;

import static io.maskgate.hw.video.VideoException.Reason.BROKEN;
import static io.maskgate.hw.video.VideoException.Reason.CLOSED;
import static io.maskgate.hw.video.VideoException.Reason.EXHAUSTED;
import static io.maskgate.hw.video.VideoException.Reason.NOT_A_STREAM;
import static io.maskgate.hw.video.VideoException.Reason.NOT_FOUND;
import static io.maskgate.hw.video.VideoException.Reason.REFUSED;
import static io.maskgate.hw.video.VideoException.Reason.TIMEOUT;
import static io.maskgate.hw.video.VideoException.Reason.UNAUTHORIZED;
import static io.maskgate.hw.video.VideoException.Reason.UNREACHABLE;
import static io.maskgate.hw.video.VideoException.Reason.UNSUPPORTED;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.bytedeco.ffmpeg.global.avutil;

/** From FFmpeg's error numbers to reasons and sentences. */
final class Failures {
    // Linux error numbers, the same on x86-64 and arm64; FFmpeg returns them negated.
    private static final int ENOENT = -2;
    static final int EIO = -5;
    private static final int ENOMEM = -12;
    private static final int EACCES = -13;
    private static final int EINVAL = -22;
    private static final int ENFILE = -23;
    private static final int EMFILE = -24;
    private static final int EPIPE = -32;
    private static final int EPROTO = -71;
    private static final int EPROTONOSUPPORT = -93;
    private static final int ENETDOWN = -100;
    private static final int ENETUNREACH = -101;
    private static final int ECONNRESET = -104;
    private static final int ETIMEDOUT = -110;
    private static final int ECONNREFUSED = -111;
    private static final int EHOSTUNREACH = -113;
    private static final int TEXT_BYTES = 256;
    private static final String NO_MEMORY =
            "this machine has no memory left for what comes from there, or for all cameras together";

    private Failures() {}

    /** An opening that failed with {@code code}. */
    static VideoException opening(VideoSpec spec, int code, Interrupt interrupt) {
        if (interrupt.starved()) {
            return starved(spec);
        }
        if (code == avutil.AVERROR_EXIT || interrupt.due()) {
            return interrupted(spec, interrupt, "no stream within " + seconds(spec.connectTimeout()));
        }
        if (code == avutil.AVERROR_HTTP_UNAUTHORIZED || code == avutil.AVERROR_HTTP_FORBIDDEN) {
            return of(UNAUTHORIZED, spec, "user or password missing or wrong");
        }
        if (code == avutil.AVERROR_HTTP_NOT_FOUND || code == ENOENT) {
            return of(NOT_FOUND, spec, "no such stream; check the path");
        }
        if (code == avutil.AVERROR_INVALIDDATA
                || code == avutil.AVERROR_EOF
                || code == avutil.AVERROR_DEMUXER_NOT_FOUND) {
            return of(NOT_A_STREAM, spec, "what is there is not a video stream (" + text(code) + ")");
        }
        if (code == avutil.AVERROR_HTTP_SERVER_ERROR || code == avutil.AVERROR_HTTP_TOO_MANY_REQUESTS) {
            return of(REFUSED, spec, "the camera refuses for now: too many viewers, or it is starting" + said(code));
        }
        if (code == avutil.AVERROR_HTTP_OTHER_4XX || code == avutil.AVERROR_HTTP_BAD_REQUEST) {
            return of(
                    REFUSED,
                    spec,
                    "the camera refuses: it may have no session free, or not know the path" + said(code));
        }
        if (code == EIO && spec.url().isTls()) {
            // A host that is not there, or a port that is closed, has a number of its own: this is all the handshake
            // gives.
            return of(NOT_A_STREAM, spec, noTls(spec.url()));
        }
        return switch (code) {
            case EPROTONOSUPPORT -> of(REFUSED, spec, otherTransport(spec));
            case ECONNREFUSED -> of(UNREACHABLE, spec, "nobody listens there (connection refused)");
            case ENOMEM, ENFILE, EMFILE ->
                of(
                        EXHAUSTED,
                        spec,
                        "this machine has no memory or no open file left for it" + said(code)
                                + spec.url().containers().orTooMany());
            case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EIO ->
                of(UNREACHABLE, spec, "host not reachable (" + text(code) + ")");
            case ETIMEDOUT -> of(TIMEOUT, spec, "no answer within " + seconds(spec.connectTimeout()));
            case ECONNRESET, EPIPE, EPROTO -> of(NOT_A_STREAM, spec, "the other side hung up (" + text(code) + ")");
            case EINVAL -> of(UNSUPPORTED, spec, Containers.refused(spec));
            case EACCES -> of(UNAUTHORIZED, spec, "permission denied");
            default -> of(UNSUPPORTED, spec, "cannot be opened (" + text(code) + ")");
        };
    }

    private static String said(int code) {
        return " (" + text(code) + ")";
    }

    static String noTls(VideoUrl url) {
        String plain = url.isRtsp() ? "rtsp" : "http";
        return "no TLS connection comes about: this port may speak none, or one before TLS 1.2 only; try another port, or "
                + plain + "://";
    }

    /** What FFmpeg makes of 461 Unsupported Transport. */
    private static String otherTransport(VideoSpec spec) {
        if (spec.isJudged()) {
            return "the camera does not send over tcp, the only way that tls covers";
        }
        return switch (spec.transport()) {
            case TCP -> "the camera does not send over tcp: set transport to udp";
            case UDP -> "the camera does not send over udp: set transport to tcp";
        };
    }

    private static String elsewhere(VideoSpec spec) {
        return spec.url().isRtsp() && spec.transport() == Transport.UDP
                ? "; by udp only what comes from the address and port that the camera names is taken: if it stays so, set"
                        + " transport to tcp"
                : "";
    }

    /**
     * A running stream that ended with {@code code}.
     *
     * @param silent whether it was granted and nothing ever came
     */
    static VideoException reading(VideoSpec spec, int code, Interrupt interrupt, boolean silent) {
        if (interrupt.starved()) {
            return starved(spec);
        }
        if (code == avutil.AVERROR_EXIT || code == ETIMEDOUT || interrupt.due()) {
            return interrupted(
                    spec,
                    interrupt,
                    silent
                            ? "the stream is granted, but nothing comes" + elsewhere(spec)
                            : "no picture for " + seconds(spec.readTimeout()));
        }
        String what = code == avutil.AVERROR_EOF
                ? "the other side ended the stream"
                : "the stream broke (" + text(code) + ")";
        return of(BROKEN, spec, what);
    }

    static VideoException starved(VideoSpec spec) {
        return of(EXHAUSTED, spec, NO_MEMORY);
    }

    /** @param found what ran out, in its own words */
    static VideoException starved(VideoSpec spec, String found) {
        return of(EXHAUSTED, spec, NO_MEMORY + " (" + found + ")");
    }

    private static VideoException interrupted(VideoSpec spec, Interrupt interrupt, String late) {
        return interrupt.cancelled() ? of(CLOSED, spec, "closed by us") : of(TIMEOUT, spec, late);
    }

    static VideoException of(VideoException.Reason reason, VideoSpec spec, String what) {
        return new VideoException(reason, spec.url().redacted() + ": " + what);
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** FFmpeg's own words for an error number. */
    static String text(int code) {
        byte[] text = new byte[TEXT_BYTES];
        avutil.av_strerror(code, text, TEXT_BYTES);
        int length = 0;
        while (length < TEXT_BYTES && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }
}
