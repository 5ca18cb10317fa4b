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
 * stays; log, health and metrics say so. The two files are renewed one after the other: they are read when they have not
 * changed from one look to the next. Symbolic links are followed, so that a link put elsewhere is a change. Thread-safe.
 */
public final class ServedCertificate {
    private static final System.Logger LOG = System.getLogger(ServedCertificate.class.getName());
    /** Before the end, when the log begins to warn, once a day. */
    private static final Duration NEAR = Duration.ofDays(14);

    private static final Duration DAY = Duration.ofDays(1);

    private final WebKeys.Tls files;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile ServerPair pair;
    private volatile Optional<String> fault = Optional.empty();
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

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException naming the key, the file, what was expected, what was found and the remedy
     */
    public ServedCertificate(WebKeys.Tls files, Clock clock) {
        this.files = files;
        this.clock = clock;
        this.judged = stamp();
        this.seen = judged;
        this.pair = ServerPair.read(files);
        warn();
    }

    public ServerPair pair() {
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
            if (!next.expires().isAfter(now) && pair.expires().isAfter(now)) {
                throw PemFiles.wrong(
                        "web.tls.certificate",
                        files.certificate(),
                        "a certificate that is valid",
                        "one that expired at " + next.expires(),
                        "renew it",
                        null);
            }
            boolean same = next.chain().equals(pair.chain());
            listener.accept(next);
            pair = next;
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
            refused++;
            fault = Optional.of(String.valueOf(bad.getMessage()));
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the web listener keeps its old certificate, valid until {0}: {1}",
                    pair.expires(),
                    bad.getMessage());
        }
    }

    private void warn() {
        var now = clock.instant();
        // Also where the last time was one of a clock that has been set back since.
        boolean due = warned.filter(last -> !now.isBefore(last) && now.isBefore(last.plus(DAY)))
                .isEmpty();
        if (due && now.plus(NEAR).isAfter(pair.expires())) {
            warned = Optional.of(now);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the web listener''s certificate {0} is valid until {1}; renew {2}",
                    pair.subject(),
                    pair.expires(),
                    files.certificate());
        }
    }

    /**
     * How it stands.
     *
     * @param ok valid now, and the files were taken when they were read last
     * @param detail what is wrong, or whose it is
     * @param renewed new ones taken since the start
     * @param refused pairs not taken since the start
     */
    public record State(boolean ok, String detail, Instant expires, long renewed, long refused) {}

    public State state() {
        var served = pair;
        var now = clock.instant();
        String dates = now.isBefore(served.begins())
                ? "not valid before " + served.begins()
                : served.expires().isAfter(now) ? "" : "expired at " + served.expires();
        var wrong = fault.or(() -> dates.isEmpty() ? Optional.empty() : Optional.of(dates));
        return new State(wrong.isEmpty(), wrong.orElse(served.subject()), served.expires(), renewed, refused);
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
