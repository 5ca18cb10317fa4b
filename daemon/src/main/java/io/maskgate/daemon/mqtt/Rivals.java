package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.metrics.GatewayMetrics;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Notices other daemons under this gateway's name. A broker lets in one connection for each client id: the newest, and the
 * one before is pushed out. Two daemons that both came back would push each other out for ever; so whoever was pushed
 * out looks first, under an id of its own, whether somebody answers to the name, and keeps still as long as somebody does.
 */
final class Rivals {
    private static final System.Logger LOG = System.getLogger(Rivals.class.getName());
    /** MQTT 3.1.1 does not tell who was pushed out: so many connections in turn that broke soon are a sign of it. */
    private static final int SUSPICIOUS = 3;

    private static final Duration LISTENING = Duration.ofSeconds(3);
    /** Somebody who was not heard of in so many of the times between two looks is gone. */
    private static final int PATIENCE = 3;
    /**
     * Pushed out so many times in turn although a look had found nobody: whoever has the client id has another name, and
     * no look will ever find it. Once may be chance, as where two daemons of one name look at the same time.
     */
    private static final int STRANGE = 2;

    /**
     * So many are remembered, and no other before one of them is gone: whoever may publish there could fill memory and log
     * with names, or have those forgotten that are there.
     */
    private static final int MANY = 8;

    private final Topics topics;
    private final Identity self = Identity.fresh();
    private final Pace pace;
    private final GatewayMetrics metrics;
    private final LongSupplier nanoTime;
    private int broken;
    private volatile boolean suspected;
    private volatile boolean displaced;
    private volatile boolean blind;
    /** The look before this connection found nobody, and could have. */
    private boolean foundNobody;

    private int strange;
    /**
     * When each was heard last, by {@link #nanoTime}, in the order in which they were noticed. All of them, since of three
     * daemons each hears the two others in turn: were whoever is not the last one heard news, and answered, none of them
     * would ever come to rest.
     */
    private final Map<Identity, Long> known = new LinkedHashMap<>();
    /** When it was last said to them, by itself, that we are here. */
    private long said;

    /** @param nanoTime a clock that nobody sets: who is gone is gone, whatever the time of day becomes */
    Rivals(Topics topics, Pace pace, GatewayMetrics metrics, LongSupplier nanoTime) {
        this.topics = topics;
        this.pace = pace;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    String instance() {
        return self.instance();
    }

    /** What is said at {@link Topics#here}. */
    String here() {
        return self.json();
    }

    /** Whether this daemon keeps still for another one. */
    boolean isDisplaced() {
        return displaced;
    }

    /** What there is to know of others; empty where nobody is known. */
    synchronized String words() {
        return known.isEmpty() ? "" : words(known.keySet());
    }

    private String words(Collection<Identity> others) {
        return "another daemon is " + topics.gateway() + " too, "
                + others.stream().map(Identity::toString).collect(Collectors.joining(", and "))
                + "; give each gateway a name of its own";
    }

    /** A connection ended; returns how long to wait for the next, if not as usual. */
    Duration ended(WireException why, Duration lasted, Duration usual) {
        if (lasted.compareTo(pace.stableAfter()) > 0) {
            broken = 0;
            suspected = false;
        }
        if (lasted.compareTo(pace.takenOver().multipliedBy(PATIENCE)) > 0) {
            strange = 0;
            foundNobody = false;
        }
        switch (why.kind()) {
            case TAKEN_OVER -> {
                suspected = true;
                pushedOut();
            }
            case LOST -> {
                boolean soon = lasted.isPositive() && lasted.compareTo(pace.stableAfter()) <= 0;
                broken = soon ? broken + 1 : 0;
                suspected |= broken >= SUSPICIOUS;
            }
            default -> {}
        }
        boolean patient = displaced || (blind || strange >= STRANGE) && why.kind() == WireException.Kind.TAKEN_OVER;
        return patient && why.kind() != WireException.Kind.UNREACHABLE
                ? pace.takenOver().plus(usual)
                : usual;
    }

    private void pushedOut() {
        strange = foundNobody ? strange + 1 : 0;
        foundNobody = false;
        if (strange == STRANGE) {
            LOG.log(
                    Level.WARNING,
                    "Pushed out again and again, and no other daemon answers to the name {0}: another client has this"
                            + " gateway''s client id under another name or prefix. This one waits {1} s each time; give"
                            + " each client an id of its own, this one by mqtt.client-id.",
                    topics.gateway(),
                    Long.toString(pace.takenOver().toSeconds()));
        }
    }

    /** Before a connection: throws while another daemon answers to the name and there is reason to look for one. */
    void stepBack(Wire.Factory probes, Duration deadline) throws WireException, InterruptedException {
        if (!suspected) {
            foundNobody = false;
            return;
        }
        var found = look(probes, deadline);
        displaced = found.isPresent();
        foundNobody = found.isEmpty() && !blind;
        if (found.isPresent()) {
            strange = 0;
            seen(found.get());
            throw new WireException(
                    WireException.Kind.RIVAL,
                    words() + "; this one keeps still and looks again in "
                            + pace.takenOver().toSeconds() + " s");
        }
    }

    private Optional<Identity> look(Wire.Factory probes, Duration deadline) throws WireException, InterruptedException {
        var answer = new CompletableFuture<Identity>();
        var echoed = new AtomicBoolean();
        var wire = probes.create();
        try {
            wire.connect(deadline, new Wire.Listener() {
                @Override
                public void lost(WireException why) {
                    answer.completeExceptionally(why);
                }

                @Override
                public void message(String topic, byte[] payload, boolean retained) {
                    // Others who ask look for somebody as we do.
                    if (topic.equals(topics.here())) {
                        other(payload).ifPresent(answer::complete);
                    } else if (topic.equals(topics.ask())) {
                        echoed.set(true);
                    }
                }
            });
            for (var filter : List.of(topics.here(), topics.ask())) {
                if (wire.subscribe(filter, false, deadline) instanceof Wire.Receipt.Refused(int code)) {
                    return mayNotLook(Reasons.words(code));
                }
            }
            wire.publish(topics.ask(), self.json().getBytes(StandardCharsets.UTF_8), false, receipt -> {
                if (receipt instanceof Wire.Receipt.Refused(int code)) {
                    answer.completeExceptionally(new WireException(WireException.Kind.REFUSED, Reasons.words(code)));
                }
            });
            var found = Optional.of(answer.get(LISTENING.toNanos(), TimeUnit.NANOSECONDS));
            blind = false;
            return found;
        } catch (TimeoutException _) {
            if (!echoed.get()) {
                // Silence tells nothing where the question itself did not get through.
                return mayNotLook("the broker does not pass on what is said at " + topics.ask());
            }
            blind = false;
            return Optional.empty();
        } catch (ExecutionException e) {
            return mayNotLook(String.valueOf(e.getCause().getMessage()));
        } catch (WireException e) {
            if (e.kind() == WireException.Kind.UNREACHABLE) {
                throw e;
            }
            return mayNotLook(String.valueOf(e.getMessage()));
        } finally {
            try {
                wire.disconnect(PahoThreads.GOODBYE);
            } finally {
                wire.dispose();
            }
        }
    }

    /**
     * Nothing is known of others then, and the gateway comes back nevertheless: an access list may know its own id and
     * topics alone, and brokers answer what it forbids by a refusal, by closing the connection or not at all.
     */
    private Optional<Identity> mayNotLook(String why) {
        LOG.log(
                blind ? Level.DEBUG : Level.WARNING,
                "Whether another daemon is {0} too cannot be seen: {1}. Told by the broker that it was pushed out, this one"
                        + " waits {2} s each time. Its access list should let this gateway read and write {3}, and"
                        + " connect as {4} too.",
                topics.gateway(),
                why,
                Long.toString(pace.takenOver().toSeconds()),
                topics.all(),
                "<client-id>-look-" + self.instance());
        blind = true;
        return Optional.empty();
    }

    private Optional<Identity> other(byte[] payload) {
        return Identity.read(payload).filter(who -> !who.instance().equals(self.instance()));
    }

    /** Connected, so nobody was in the way. */
    void connected() {
        displaced = false;
    }

    /**
     * Something was said at {@link Topics#here} or asked at {@link Topics#ask}.
     *
     * @return whether to say that we are here
     */
    boolean heard(String topic, byte[] payload) {
        var who = other(payload);
        if (who.isEmpty()) {
            return false;
        }
        return seen(who.get()) || topic.equals(topics.ask());
    }

    /** Whether it is news. */
    private synchronized boolean seen(Identity who) {
        long now = nanoTime.getAsLong();
        boolean news = known.replace(who, now) == null;
        // While this daemon keeps still nothing but its looks tells that time passes.
        forget(now);
        if (!news || known.size() >= MANY) {
            return false;
        }
        known.put(who, now);
        said = now;
        metrics.mqttRivals.set(1);
        LOG.log(Level.WARNING, "Noticed: {0}.", words(Set.of(who)));
        return true;
    }

    /** Time passes. Returns whether to say that we are here, so that the others know that we still are. */
    synchronized boolean passed() {
        long now = nanoTime.getAsLong();
        forget(now);
        if (known.isEmpty() || now - said <= pace.takenOver().toNanos()) {
            return false;
        }
        said = now;
        return true;
    }

    /** Those who were not heard of for long. */
    private void forget(long now) {
        long patience = pace.takenOver().multipliedBy(PATIENCE).toNanos();
        known.entrySet().removeIf(each -> {
            boolean gone = now - each.getValue() > patience;
            if (gone) {
                LOG.log(Level.INFO, "The other daemon, {0}, was not heard of any more.", each.getKey());
            }
            return gone;
        });
        metrics.mqttRivals.set(known.isEmpty() ? 0 : 1);
    }
}
