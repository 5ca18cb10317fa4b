package io.maskgate.daemon.access;

import io.maskgate.daemon.config.Names;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.config.WebKeys.Role;

/**
 * Somebody who asks, and what he may.
 *
 * @param name for log lines
 * @param cameras those that are there for him
 * @param faces whether faces are shown to him where they are covered for others
 */
public record Caller(String name, Role role, Names cameras, boolean faces) {
    /** Everybody on this machine, where no tokens are configured. He sees faces only where everybody does. */
    public static final Caller LOCAL = new Caller("local", Role.OPERATOR, Names.ALL, false);

    /** Whoever asks for what is open to all: he sees what the health listener tells. */
    public static final Caller ANYBODY = new Caller("anybody", Role.VIEWER, Names.ALL, false);

    /** The same where single cameras are nobody's business. */
    public static final Caller STRANGER = new Caller("anybody", Role.VIEWER, Names.NONE, false);

    static Caller of(WebKeys.Token token) {
        return new Caller(token.name(), token.role(), token.cameras(), token.faces());
    }

    /** Whether the camera is there for him. */
    public boolean sees(String camera) {
        return cameras.contains(camera);
    }

    /** Whether he may change anything. */
    public boolean operates() {
        return role == Role.OPERATOR;
    }
}
