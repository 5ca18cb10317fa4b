package io.maskgate.daemon.mqtt;

/** Carries out commands from the broker; called on a thread of its own, one command after the other. */
@FunctionalInterface
public interface CommandHandler {
    /** Switches a camera on or off; returns false when there is no such camera. */
    boolean setEnabled(String camera, boolean enabled);
}
