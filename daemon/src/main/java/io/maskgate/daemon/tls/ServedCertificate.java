package io.maskgate.daemon.tls;

import io.maskgate.daemon.config.WebKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The web listener's certificate, read again when its files change. A pair that cannot be used is refused and the old one
 * stays, or none, as after a start in the middle of a renewal; log, health and metrics say so. The two files are renewed one after the other: they are read when they have not
 * changed from one look to the next. Symbolic links are followed, so that a link put elsewhere is a change. Thread-safe.
 */
public final class ServedCertificate {
    private static final System.Logger LOG = System.getLogger(ServedCertificate.class.getName());
    private static final Duration DAY = Duration.ofDays(1);

    private final WebKeys.Tls files;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Optional<ServerPair> pair = Optional.empty();
    private volatile Optional<String> fault = Optional.empty();
    private volatile Optional<String> closed = Optional.empty();
    private volatile long renewed;
    private volatile long refused;
    private Stamp judged;
    private Stamp seen;
    private Consumer<ServerPair> listener = _ -> {};
    private Optional<Instant> warned = Optional.empty();

    /**
     * What both files looked like. Time, size and inode alone do not tell: two files put in place within a tick of the file
     * system's clock may share all three.
     */
    private record Stamp(String certificate, String key) {}

    /** Reads the files; where they are no pair there is none yet. */
    public ServedCertificate(WebKeys.Tls files, Clock clock) {
        this.files = files;
        this.clock = clock;
        this.judged = stamp();
        this.seen = judged;
        try {
            this.pair = Optional.of(ServerPair.read(files));
        } catch (RuntimeException bad) {
            refuse(bad);
        }
        warn();
    }

    /** What is to be served; once there is one, there always is. */
    public Optional<ServerPair> pair() {
        return pair;
    }

    /** Who serves it, and is told of each new one. */
    public void servedBy(Consumer<ServerPair> server) {
        lock.lock();
        try {
            listener = server;
        } finally {
            lock.unlock();
        }
    }

    /** That who serves it cannot, and why; empty where it does. It stands in the state, and is told to nobody else. */
    public void closed(Optional<String> why) {
        closed = why;
    }

    /** A look at the files, which costs next to nothing while they are the same; to be called once a second. */
    public void look() {
        lock.lock();
        try {
            warn();
            var now = stamp();
            boolean settled = now.equals(seen);
            seen = now;
            if (settled && !now.equals(judged)) {
                read(now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reads the files whether they changed or not: somebody asks for it. */
    public void renew() {
        lock.lock();
        try {
            seen = stamp();
            read(seen);
        } finally {
            lock.unlock();
        }
    }

    private void read(Stamp stamp) {
        judged = stamp;
        try {
            var next = ServerPair.read(files);
            var now = clock.instant();
            boolean valid = pair.filter(old -> old.expires().isAfter(now)).isPresent();
            if (!next.expires().isAfter(now) && valid) {
                throw PemFiles.wrong(
                        "web.tls.certificate",
                        files.certificate(),
                        "a certificate that is valid",
                        "one that expired at " + next.expires(),
                        "renew it",
                        null);
            }
            boolean same = pair.filter(old -> old.chain().equals(next.chain())).isPresent();
            listener.accept(next);
            pair = Optional.of(next);
            fault = Optional.empty();
            if (!same) {
                renewed++;
                LOG.log(
                        System.Logger.Level.INFO,
                        "the web listener has a new certificate: {0}, valid until {1}",
                        next.subject(),
                        next.expires());
            }
        } catch (RuntimeException bad) {
            refuse(bad);
        }
    }

    private void refuse(RuntimeException bad) {
        refused++;
        fault = Optional.of(String.valueOf(bad.getMessage()));
        String what = pair.map(old -> "keeps its old certificate, valid until " + old.expires())
                .orElse("stays closed until there is a certificate for it");
        LOG.log(System.Logger.Level.ERROR, "the web listener {0}: {1}", what, bad.getMessage());
    }

    private void warn() {
        var now = clock.instant();
        // Also where the last time was one of a clock that has been set back since.
        boolean due = warned.filter(last -> !now.isBefore(last) && now.isBefore(last.plus(DAY)))
                .isEmpty();
        if (due) {
            pair.filter(served -> served.isNearItsEnd(now)).ifPresent(served -> {
                warned = Optional.of(now);
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the web listener''s certificate {0} is valid until {1}; renew {2}",
                        served.subject(),
                        served.expires(),
                        files.certificate());
            });
        }
    }

    /**
     * How it stands.
     *
     * @param ok valid now, the files were taken when they were read last, and the listener is not closed for another reason
     * @param detail what is wrong, or whose it is
     * @param expires absent where there is none
     * @param renewed new ones taken since the start
     * @param refused pairs not taken since the start
     */
    public record State(boolean ok, String detail, Optional<Instant> expires, long renewed, long refused) {}

    public State state() {
        var served = pair;
        var now = clock.instant();
        var wrong = fault.or(() -> closed).or(() -> served.flatMap(it -> it.trouble(now)));
        String detail = wrong.or(() -> served.map(ServerPair::subject)).orElse("");
        return new State(wrong.isEmpty(), detail, served.map(ServerPair::expires), renewed, refused);
    }

    private Stamp stamp() {
        return new Stamp(stamp(files.certificate()), stamp(files.key()));
    }

    private static String stamp(Path file) {
        try {
            var found = Files.readAttributes(file, BasicFileAttributes.class);
            return found.lastModifiedTime() + " " + found.size() + " " + found.fileKey() + " " + PemFiles.sum(file);
        } catch (IOException gone) {
            return "gone";
        }
    }
}
