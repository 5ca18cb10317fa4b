package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.tls.PemFiles;
import io.maskgate.daemon.tls.Validity;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The certificate by which the gateway is known to the broker. A connection that is open is not judged again: one that is
 * over lets no event through only when the broker was away for a moment, perhaps months later, so that somebody has to be
 * told before. Thread-safe.
 */
public final class OwnCertificate {
    private static final System.Logger LOG = System.getLogger(OwnCertificate.class.getName());
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Path file;
    private final InstantSource clock;
    private volatile Optional<Validity> found = Optional.empty();
    private Optional<Instant> looked = Optional.empty();
    private Optional<Instant> warned = Optional.empty();

    private OwnCertificate(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Empty where the broker is shown none. */
    public static Optional<OwnCertificate> of(BrokerKeys.Mqtt config, InstantSource clock) {
        return config.tls()
                .certificate()
                .filter(_ -> config.url().startsWith("mqtts:"))
                .map(file -> new OwnCertificate(file, clock));
    }

    /** To be called once a second or so; looks at the file once a minute, and warns once a day. */
    public synchronized void look() {
        var now = clock.instant();
        if (isDue(looked, LOOK, now)) {
            looked = Optional.of(now);
            try {
                found = Optional.of(read());
            } catch (GeneralSecurityException | RuntimeException e) {
                // It may be in the middle of its renewal; the next connection says what is wrong with it.
                LOG.log(Level.DEBUG, "{0}", e.getMessage());
            }
        }
        if (isDue(warned, DAY, now)) {
            remark().ifPresent(words -> {
                warned = Optional.of(now);
                LOG.log(Level.WARNING, "{0}", words);
            });
        }
    }

    /** Also where the last time was one of a clock that has been set back since. */
    private static boolean isDue(Optional<Instant> last, Duration every, Instant now) {
        return last.filter(then -> !now.isBefore(then) && now.isBefore(then.plus(every)))
                .isEmpty();
    }

    /**
     * What is in the file now.
     *
     * @throws IllegalArgumentException naming the key, the file, what was expected and what was found
     */
    public Validity read() throws GeneralSecurityException {
        return Validity.of(PemFiles.certificates("mqtt.tls.certificate", file).getFirst());
    }

    /** Absent before the first look, and while the file could never be read. */
    public Optional<Validity> validity() {
        return found;
    }

    /** What somebody has to do, from two weeks before the end. */
    public Optional<String> remark() {
        var now = clock.instant();
        return found.filter(it -> it.isNearItsEnd(now))
                .map(it -> "this gateway's certificate at the broker, " + it.subject() + ", "
                        + it.trouble(now).orElse("is valid until " + it.expires()) + "; renew " + file);
    }

    public Path file() {
        return file;
    }
}
