package io.maskgate.daemon.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A broker without a network: acknowledges after a round trip, and breaks the connection after so many events. */
final class ScriptedBroker implements Wire.Factory, AutoCloseable {
    private static final Duration ROUND_TRIP = Duration.ofMillis(2);

    private final Deque<Integer> breaks;
    private final List<Heard> events = new ArrayList<>();
    private final Map<String, String> kept = new LinkedHashMap<>();
    private final ScheduledExecutorService answers =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private int connections;
    private volatile List<String> forbidden = List.of();
    private volatile List<String> closing = List.of();
    private volatile boolean answersBefore;
    private volatile List<String> unheard = List.of();
    private volatile List<String> mute = List.of();
    private int away;
    private volatile @Nullable Line current;

    /** @param at {@link System#nanoTime} of its arrival */
    record Heard(String topic, String text, long at) {}

    ScriptedBroker(Integer... breaks) {
        this.breaks = new ArrayDeque<>(List.of(breaks));
    }

    /** From now on what is published at topics that begin so is not authorised. */
    void forbid(String... beginnings) {
        forbidden = List.of(beginnings);
    }

    /** From now on it ends the connection at what is published at topics that begin so, without a word. */
    void shut(String... beginnings) {
        answersBefore = false;
        closing = List.of(beginnings);
    }

    /** The same, and says before that it is not authorised. */
    void refuseAndShut(String... beginnings) {
        answersBefore = true;
        closing = List.of(beginnings);
    }

    /** The latest connection breaks, and so many more cannot be made. */
    void goAway(int connects) {
        synchronized (this) {
            away = connects;
        }
        var line = current;
        if (line != null) {
            line.end();
        }
    }

    /** From now on who subscribes to these filters is refused, not authorised. */
    void deafen(String... filters) {
        unheard = List.of(filters);
    }

    /** From now on who subscribes to these filters has no answer. */
    void mute(String... filters) {
        mute = List.of(filters);
    }

    /** Somebody else publishes; goes to the latest connection, if it has subscribed to that. */
    void say(String topic, String text) {
        var line = current;
        if (line != null && line.filters.stream().anyMatch(filter -> topic.matches(filter.replace("+", "[^/]+")))) {
            line.hear(topic, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public Wire create() {
        var line = new Line();
        current = line;
        return line;
    }

    synchronized List<Heard> events() {
        return List.copyOf(events);
    }

    /** What is retained; forgotten at each break. */
    synchronized Map<String, String> kept() {
        return Map.copyOf(kept);
    }

    synchronized int connections() {
        return connections;
    }

    /** Whether the connection broke with this message; what is retained is forgotten then. */
    private synchronized boolean take(String topic, byte[] payload, boolean retained) {
        var text = new String(payload, StandardCharsets.UTF_8);
        if (retained) {
            kept.put(topic, text);
            return false;
        }
        if (!topic.endsWith("/events")) {
            // Whether another daemon has the name is asked at each connection.
            return false;
        }
        events.add(new Heard(topic, text, System.nanoTime()));
        if (!breaks.isEmpty() && events.size() >= breaks.peekFirst()) {
            breaks.removeFirst();
            kept.clear();
            return true;
        }
        return false;
    }

    @Override
    public void close() {
        answers.shutdownNow();
    }

    /** One connection. */
    private final class Line implements Wire {
        private final Set<String> filters = ConcurrentHashMap.newKeySet();
        private volatile @Nullable Listener listener;
        private volatile boolean broken;

        @Override
        public Granted connect(Duration deadline, Listener heard) throws WireException {
            synchronized (ScriptedBroker.this) {
                if (away > 0) {
                    away--;
                    throw new WireException(WireException.Kind.UNREACHABLE, "the script says so");
                }
                connections++;
            }
            listener = heard;
            return new Granted(100, 1 << 20);
        }

        @Override
        public boolean isOpened() {
            return listener != null;
        }

        @Override
        public Receipt subscribe(String filter, boolean stored, Duration deadline) throws WireException {
            if (mute.contains(filter)) {
                throw new WireException(WireException.Kind.TIMEOUT, "the script says so");
            }
            if (unheard.contains(filter)) {
                return new Receipt.Refused(Reasons.NOT_AUTHORIZED);
            }
            filters.add(filter);
            return new Receipt.Accepted();
        }

        private void hear(String topic, byte[] payload) {
            var heard = listener;
            if (heard != null) {
                heard.message(topic, payload, false);
            }
        }

        @Override
        public void publish(String topic, byte[] payload, boolean retained, Consumer<Receipt> done) {
            var heard = listener;
            if (broken || heard == null) {
                return;
            }
            if (closing.stream().anyMatch(topic::startsWith)) {
                if (answersBefore) {
                    done.accept(new Receipt.Refused(Reasons.NOT_AUTHORIZED));
                }
                end();
            } else if (forbidden.stream().anyMatch(topic::startsWith)) {
                done.accept(new Receipt.Refused(Reasons.NOT_AUTHORIZED));
            } else if (take(topic, payload, retained)) {
                end();
            } else {
                answers.schedule(
                        () -> {
                            if (!broken) {
                                done.accept(new Receipt.Accepted());
                                if (filters.contains(topic)) {
                                    heard.message(topic, payload, false);
                                }
                            }
                        },
                        ROUND_TRIP.toNanos(),
                        TimeUnit.NANOSECONDS);
            }
        }

        private void end() {
            var heard = listener;
            broken = true;
            if (heard != null) {
                heard.lost(new WireException(WireException.Kind.LOST, "the script says so"));
            }
        }

        @Override
        public boolean say(String topic, byte[] payload, Runnable gone) {
            gone.run();
            return true;
        }

        @Override
        public void disconnect(Duration deadline) {}

        @Override
        public void dispose() {
            broken = true;
        }
    }

    static List<String> texts(Collection<Heard> heard) {
        return heard.stream().map(Heard::text).toList();
    }
}
