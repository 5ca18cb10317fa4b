package io.maskgate.daemon.access;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What became of what a request showed. */
public sealed interface Verdict {
    /**
     * Known.
     *
     * @param stands whether the same would be answered now; a stream asks again and again
     */
    record Admitted(Caller caller, BooleanSupplier stands) implements Verdict {}

    /** Nothing was shown, or a session that is over. */
    record Nobody() implements Verdict {}

    /** A token that is none of ours. */
    record Wrong() implements Verdict {}

    /** Too many wrong tokens came from there; what was shown was not looked at. */
    record LockedOut(Duration left) implements Verdict {}
}
