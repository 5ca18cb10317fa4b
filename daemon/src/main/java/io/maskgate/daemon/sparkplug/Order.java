package io.maskgate.daemon.sparkplug;

/** What a message from the broker asks of the gateway; the node itself has seen to everything else. */
public sealed interface Order {
    /** Nothing further. */
    record Done() implements Order {}

    /** A state of the primary host, older than the one heard before it: not obeyed. */
    record Outdated() implements Order {}

    /** Not understood, or nothing the node obeys. */
    record Ignored() implements Order {}

    /** A camera is to be switched on or off. */
    record Enable(String camera, boolean enabled) implements Order {}
}
