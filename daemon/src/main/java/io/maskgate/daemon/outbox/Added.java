package io.maskgate.daemon.outbox;

/** How it went when the {@link Backlog} was given a message. */
sealed interface Added {
    /** It is in memory and the writer has been told; {@code pushedOut} older ones had to go for it. */
    record Kept(int pushedOut) implements Added {}

    /** Too late. */
    record Closed() implements Added {}
}
