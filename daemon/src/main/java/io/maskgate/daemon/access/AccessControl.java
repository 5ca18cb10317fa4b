package io.maskgate.daemon.access;

import io.maskgate.daemon.config.WebKeys;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Who asks, and may he. Without tokens everybody is {@link Caller#LOCAL}; the configuration allows that on loopback alone.
 * Thread-safe: looking at a token and counting a mistake are one step, so that a thousand guesses at once are a thousand
 * guesses one after another.
 */
public final class AccessControl {
    private static final System.Logger LOG = System.getLogger(AccessControl.class.getName());
    /** Guesses from many addresses must not fill the log; metrics have the numbers. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Sessions sessions;
    private final LockOut lockOut;
    private Tokens tokens;
    private long logins;
    private Optional<Long> lastWarning = Optional.empty();

    /** @param nanoTime monotonic time such as {@link System#nanoTime()} */
    public AccessControl(WebKeys.Access config, LongSupplier nanoTime, SecureRandom random) {
        this.nanoTime = nanoTime;
        this.tokens = new Tokens(config.tokens());
        this.sessions = new Sessions(config, nanoTime, random, this::displaced);
        this.lockOut = new LockOut(nanoTime);
    }

    /** From now on these tokens and limits; sessions and streams whose token is gone or may something else now end. */
    public void renew(WebKeys.Access config) {
        locked(() -> {
            tokens = new Tokens(config.tokens());
            sessions.limit(config);
            sessions.endUnless(token -> tokens.caller(token).isPresent());
            return true;
        });
    }

    /** Whether anybody is asked who he is. */
    public boolean guarded() {
        return locked(() -> !tokens.none());
    }

    /** @param from the client's address */
    public Verdict judge(Credentials shown, InetAddress from) {
        return locked(() -> tokens.none() ? admitted(Caller.LOCAL, () -> tokens.none()) : judgeShown(shown, from));
    }

    private Verdict judgeShown(Credentials shown, InetAddress from) {
        return switch (shown) {
            case Credentials.None _ -> new Verdict.Nobody();
            // Not counted as a guess: a page left open over a restart shows an old one with every request.
            case Credentials.Cookie(String id) ->
                sessions.use(id)
                        .flatMap(token -> tokens.caller(token))
                        .map(caller -> admitted(caller, () -> is(caller, sessions.look(id))))
                        .orElseGet(Verdict.Nobody::new);
            case Credentials.Bearer(String token) -> {
                var left = lockOut.remaining(from);
                if (left.isPresent()) {
                    yield new Verdict.LockedOut(left.get());
                }
                var match = tokens.find(token);
                if (match.isEmpty()) {
                    mistake(from);
                    yield new Verdict.Wrong();
                }
                var hash = Optional.of(match.get().hash());
                var caller = match.get().caller();
                yield admitted(caller, () -> is(caller, hash));
            }
        };
    }

    private Verdict admitted(Caller caller, BooleanSupplier stands) {
        return new Verdict.Admitted(caller, () -> locked(stands::getAsBoolean));
    }

    private boolean is(Caller caller, Optional<String> token) {
        return token.flatMap(hash -> tokens.caller(hash)).filter(caller::equals).isPresent();
    }

    /** @param from the client's address */
    public Login login(String token, InetAddress from) {
        return locked(() -> {
            if (tokens.none()) {
                return new Login.NotNeeded();
            }
            var left = lockOut.remaining(from);
            if (left.isPresent()) {
                return new Login.LockedOut(left.get());
            }
            var match = tokens.find(token);
            if (match.isEmpty()) {
                mistake(from);
                return new Login.Wrong();
            }
            logins++;
            var caller = match.get().caller();
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0} ({1}) logged in from {2}",
                    caller.name(),
                    caller.operates() ? "operator" : "viewer",
                    from.getHostAddress());
            return new Login.Opened(sessions.open(match.get().hash()), sessions.longest());
        });
    }

    /** Ends the session, if there is one. */
    public void logout(Credentials shown) {
        if (shown instanceof Credentials.Cookie(String id)) {
            locked(() -> sessions.close(id));
        }
    }

    /** Its user is asked for the token again, and wonders why. */
    private void displaced(String token, boolean together) {
        String what = together
                ? "there are too many sessions of all tokens together: that of {0}, the one longest without a request, has ended"
                : "{0} has too many sessions: the one longest without a request has ended";
        tokens.caller(token).ifPresent(caller -> LOG.log(System.Logger.Level.INFO, what, caller.name()));
    }

    private void mistake(InetAddress from) {
        var penalty = lockOut.mistake(from);
        long now = nanoTime.getAsLong();
        boolean quiet = lastWarning.filter(last -> now - last < QUIET.toNanos()).isPresent();
        if (!penalty.delay().isZero() && !quiet) {
            lastWarning = Optional.of(now);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} wrong tokens from {1}: nothing it shows is looked at for {2} s",
                    penalty.mistakes(),
                    LockOut.network(from),
                    penalty.delay().toSeconds());
        }
    }

    /**
     * Numbers for metrics.
     *
     * @param logins sessions begun since the start
     * @param sessions open now
     * @param lockedOut addresses that must wait now
     */
    public record Stats(long logins, int sessions, int lockedOut) {}

    public Stats stats() {
        return locked(() -> new Stats(logins, sessions.size(), lockOut.locked()));
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
