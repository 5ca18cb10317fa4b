package io.maskgate.daemon.http;

import io.maskgate.daemon.tls.ServedCertificate;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The web listener, which is opened later where its certificate, or its address, is not there yet. Confined by whoever has
 * it, but for {@link #closed()}.
 */
final class WebDoor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WebDoor.class.getName());

    private final Optional<ServedCertificate> certificate;
    private final Runnable probe;
    private final Supplier<Listener> opening;
    private @Nullable Listener listener;
    private boolean waiting;
    private boolean away;
    private volatile Optional<String> closed = Optional.empty();

    /**
     * @param certificate without a pair of which it is not opened
     * @param probe whether the address can be used
     * @param opening of the listener
     */
    WebDoor(Optional<ServedCertificate> certificate, Runnable probe, Supplier<Listener> opening) {
        this.certificate = certificate;
        this.probe = probe;
        this.opening = opening;
    }

    /**
     * Opens it, or waits for what it needs.
     *
     * @throws IllegalStateException if the address cannot be used, and that will not pass by itself
     */
    void start() {
        waiting = true;
        try {
            if (lacksCertificate()) {
                probe.run();
            } else {
                listener = opening.get();
                waiting = false;
            }
        } catch (Listener.NoSuchAddress gone) {
            isAway(gone);
        }
    }

    private boolean lacksCertificate() {
        return certificate.filter(it -> it.pair().isEmpty()).isPresent();
    }

    private void isAway(Listener.NoSuchAddress gone) {
        if (!away) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the web listener stays closed until its address is there, all else goes on: {0}",
                    gone.getMessage());
        }
        away = true;
        closed = Optional.of(words(gone));
    }

    private static String words(RuntimeException why) {
        return "the web listener is closed: " + why.getMessage();
    }

    /**
     * Looks whether what is waited for has come.
     *
     * @throws IllegalStateException if the address has been taken meanwhile; the next look tries again
     */
    void look() {
        if (!waiting) {
            return;
        }
        if (lacksCertificate()) {
            if (away) {
                lookForAddress();
            }
            return;
        }
        try {
            var opened = opening.get();
            listener = opened;
            waiting = false;
            certificate.ifPresent(it -> it.closed(Optional.empty()));
            closed = Optional.empty();
            LOG.log(
                    System.Logger.Level.INFO,
                    "the web listener has its {0} and is open at {1}",
                    away ? "address" : "certificate",
                    opened.address());
        } catch (Listener.NoSuchAddress gone) {
            isAway(gone);
        } catch (RuntimeException failed) {
            // Health says why it cannot be: the certificate alone would look as if all were well.
            var why = Optional.of(words(failed));
            certificate.ifPresent(it -> it.closed(why));
            closed = certificate.isPresent() ? Optional.empty() : why;
            throw failed;
        }
    }

    /** It cannot be opened yet; health is not to ask for an address that is there. */
    private void lookForAddress() {
        try {
            probe.run();
            away = false;
            closed = Optional.empty();
        } catch (RuntimeException still) {
            closed = Optional.of(words(still));
        }
    }

    /** Why it is closed, as where its address is that of a network whose cable is out; not what its certificate tells. */
    Optional<String> closed() {
        return closed;
    }

    /** While it is open. */
    Optional<Listener> listener() {
        return Optional.ofNullable(listener);
    }

    @Override
    public void close() {
        waiting = false;
        var open = listener;
        listener = null;
        if (open != null) {
            open.close();
        }
    }
}
