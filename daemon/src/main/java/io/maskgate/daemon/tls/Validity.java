package io.maskgate.daemon.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * From when until when a certificate may be used.
 *
 * @param subject whose it is
 */
public record Validity(String subject, Instant begins, Instant expires) {
    /** Before the end, when it is to be renewed; of a short life the last third. */
    private static final Duration NEAR = Duration.ofDays(14);

    public static Validity of(X509Certificate certificate) {
        return new Validity(
                certificate.getSubjectX500Principal().getName(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** What is wrong with its dates. */
    public Optional<String> trouble(Instant now) {
        if (now.isBefore(begins)) {
            return Optional.of("not valid before " + begins);
        }
        return expires.isAfter(now) ? Optional.empty() : Optional.of("expired at " + expires);
    }

    /** From when on it is to be renewed: one that lives for a day or a week is renewed without anybody, in the middle of it. */
    public Instant renewal() {
        var third = Duration.between(begins, expires).dividedBy(3);
        return expires.minus(third.compareTo(NEAR) < 0 ? third : NEAR);
    }

    /** Whether it is to be renewed. */
    public boolean isNearItsEnd(Instant now) {
        return !now.isBefore(renewal());
    }
}
