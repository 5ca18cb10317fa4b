package io.maskgate.daemon.access;

import io.maskgate.daemon.config.WebKeys;
import io.maskgate.hw.inference.Sha256;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Logins of the page, in memory: a restart ends them all. Kept by the hash of their cookie, so that a look-up tells nothing by its
 * time. Not thread-safe.
 */
final class Sessions {
    /** Of all tokens together, and of one. */
    private static final int MOST = 256;

    private static final int MOST_OF_ONE = 16;

    /** Told whose session made room. */
    interface Displaced {
        /**
         * @param token hash of the token that began it
         * @param together whether there were too many of all tokens together, and not of this one
         */
        void take(String token, boolean together);
    }

    private static final class Held {
        private final String token;
        private final long begun;
        private long used;

        Held(String token, long now) {
            this.token = token;
            this.begun = now;
            this.used = now;
        }
    }

    private final LongSupplier nanoTime;
    private final SecureRandom random;
    private final Displaced displaced;
    private final Map<String, Held> held = new HashMap<>();
    private long idle;
    private long most;

    Sessions(WebKeys.Access config, LongSupplier nanoTime, SecureRandom random, Displaced displaced) {
        this.nanoTime = nanoTime;
        this.random = random;
        this.displaced = displaced;
        limit(config);
    }

    /** For those that are open as well. */
    void limit(WebKeys.Access config) {
        idle = config.sessionIdle().toNanos();
        most = config.sessionMax().toNanos();
    }

    /**
     * Begins one; where there are too many, the one longest without a request makes room.
     *
     * @param token hash of the token that began it
     * @return the cookie
     */
    String open(String token) {
        end(session -> !alive(session));
        makeRoom(MOST_OF_ONE, session -> session.token.equals(token));
        makeRoom(MOST, _ -> true);
        String cookie = Digests.secret(random);
        held.put(key(cookie), new Held(token, nanoTime.getAsLong()));
        return cookie;
    }

    private void makeRoom(int limit, Predicate<Held> among) {
        if (held.values().stream().filter(among).count() < limit) {
            return;
        }
        long now = nanoTime.getAsLong();
        held.entrySet().stream()
                .filter(entry -> among.test(entry.getValue()))
                .max(Comparator.comparingLong(entry -> now - entry.getValue().used))
                .ifPresent(entry -> {
                    held.remove(entry.getKey());
                    displaced.take(entry.getValue().token, limit == MOST);
                });
    }

    /** Hash of the token whose session this is; being asked for by a request keeps it from idling out. */
    Optional<String> use(String cookie) {
        var found = find(cookie);
        found.ifPresent(session -> session.used = nanoTime.getAsLong());
        return found.map(session -> session.token);
    }

    /** The same without keeping it alive. */
    Optional<String> look(String cookie) {
        return find(cookie).map(session -> session.token);
    }

    private Optional<Held> find(String cookie) {
        String key = key(cookie);
        @Nullable Held session = held.get(key);
        if (session != null && !alive(session)) {
            held.remove(key);
            return Optional.empty();
        }
        return Optional.ofNullable(session);
    }

    private boolean alive(Held session) {
        long now = nanoTime.getAsLong();
        return now - session.used < idle && now - session.begun < most;
    }

    /** Whether there was one. */
    boolean close(String cookie) {
        return held.remove(key(cookie)) != null;
    }

    /** Ends those whose token is no more. */
    void endUnless(Predicate<String> token) {
        end(session -> !token.test(session.token));
    }

    private void end(Predicate<Held> which) {
        held.values().removeIf(which);
    }

    int size() {
        end(session -> !alive(session));
        return held.size();
    }

    Duration longest() {
        return Duration.ofNanos(most);
    }

    private static String key(String cookie) {
        return Sha256.hex(cookie);
    }
}
