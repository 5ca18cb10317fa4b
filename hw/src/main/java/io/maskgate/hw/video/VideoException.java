package io.maskgate.hw.video;

/** A picture source that cannot be used, with the reason; the message names the source without its secrets. */
public sealed class VideoException extends Exception permits VideoUrlException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as health checks and the retry policy tell cases apart. */
    public enum Reason {
        /** No such host, nobody listens, no route. */
        UNREACHABLE,
        /** The deadline for connecting, or for the next picture, has passed. */
        TIMEOUT,
        /** User or password missing or wrong. */
        UNAUTHORIZED,
        /** The camera asks for a login that is not known here: user and password were not tried. */
        UNKNOWN_LOGIN,
        /** Who answers over TLS shows another certificate than the one trusted, or one of no CA that is. */
        UNTRUSTED,
        /** The file of the CAs that would judge who answers cannot be read, or holds none. */
        UNVERIFIABLE,
        /** The server, or the file system, knows no such stream. */
        NOT_FOUND,
        /** The server does not want to, or not now: its sessions are taken, or it does not send in the way asked for. */
        REFUSED,
        /** Something answered, but not with a stream or picture that can be read. */
        NOT_A_STREAM,
        /** A stream without pictures. */
        NO_VIDEO,
        /** A codec or picture format that is not decoded here. */
        UNSUPPORTED,
        /** A URL that is not allowed or cannot be understood. */
        REFUSED_SCHEME,
        /** A picture with more pixels than allowed. */
        TOO_LARGE,
        /** This machine has no memory or no open file left for it. */
        EXHAUSTED,
        /** The connection broke, or the data is damaged beyond use. */
        BROKEN,
        /** The source was closed or cancelled. */
        CLOSED
    }

    private final Reason reason;

    public VideoException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
