package io.maskgate.daemon.access;

import io.maskgate.daemon.config.Names;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.config.WebKeys.Role;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/** An access control whose time a test moves, with some tokens that fit. */
final class Door {
    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration LONGEST = Duration.ofHours(12);
    static final InetAddress HOME = address("192.0.2.7");

    final NewToken viewer = NewToken.make(new SecureRandom());
    final NewToken operator = NewToken.make(new SecureRandom());
    final AccessControl access;
    private long now = 1L << 62;

    Door() {
        access = new AccessControl(
                config(
                        token("reception", Role.VIEWER, Names.of("lobby"), viewer),
                        token("control room", Role.OPERATOR, Names.ALL, operator)),
                () -> now,
                new SecureRandom());
    }

    /** Time goes on. */
    void wait(Duration time) {
        now += time.toNanos();
    }

    Verdict show(NewToken token) {
        return access.judge(new Credentials.Bearer(token.value()), HOME);
    }

    Verdict guess(InetAddress from) {
        return access.judge(new Credentials.Bearer("guessed"), from);
    }

    Verdict come(String cookie) {
        return access.judge(new Credentials.Cookie(cookie), HOME);
    }

    /** The cookie of a session begun with a token that fits. */
    String login(NewToken token) {
        return ((Login.Opened) access.login(token.value(), HOME)).cookie();
    }

    static WebKeys.Token token(String name, Role role, Names cameras, NewToken token) {
        return new WebKeys.Token(name, role, cameras, false, token.hash());
    }

    static WebKeys.Access config(WebKeys.Token... tokens) {
        return new WebKeys.Access(List.of(tokens), IDLE, LONGEST);
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new AssertionError(e);
        }
    }
}
