package io.maskgate.daemon.access;

import java.time.Duration;

/** What became of an attempt to begin a session. */
public sealed interface Login {
    /**
     * Begun.
     *
     * @param cookie to show from now on
     * @param longest after which it is worth nothing
     */
    record Opened(String cookie, Duration longest) implements Login {
        @Override
        public String toString() {
            return "a session";
        }
    }

    /** There are no tokens: nobody needs one. */
    record NotNeeded() implements Login {}

    /** A token that is none of ours. */
    record Wrong() implements Login {}

    /** Too many wrong tokens came from there; this one was not looked at. */
    record LockedOut(Duration left) implements Login {}
}
