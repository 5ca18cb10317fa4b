package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that leaves out what is more than ten messages a second, as AWS IoT does from a hundred on. */
@Timeout(60)
class ThrottlingBrokerTest {
    private static final int PER_SECOND = 10;
    private static final Pace PACE = new Pace(
            Duration.ofMillis(50),
            Duration.ofMillis(300),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            2,
            5,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));

    private final GatewayMetrics metrics = new GatewayMetrics();
    private final Retained retained = new Retained();
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final Set<String> taken = new HashSet<>();

    private Session session(Pace pace, Session.Incoming incoming) {
        return session(new Throttling(), pace, incoming);
    }

    private Session session(Wire wire, Pace pace, Session.Incoming incoming) {
        var session = new Session(
                wire,
                retained,
                new Drain(outbox, pace, metrics),
                new Suspects(),
                incoming,
                metrics,
                pace,
                Clock.systemUTC());
        session.granted(new Wire.Granted(100, 1 << 20));
        return session;
    }

    @Test
    void statesAndEventsTogetherKeepToTheRate() throws Exception {
        for (int i = 0; i < 15; i++) {
            retained.put("state" + i, "1", Duration.ZERO);
        }
        for (int i = 0; i < 5; i++) {
            outbox.append(new UUID(7, i), "events" + i, new byte[1], Instant.now(), Outbox.Series.NONE);
        }
        session(PACE, (_, _, _) -> {}).run(new All());
        assertThat(taken).hasSize(20);
    }

    @Test
    void whatIsLeftOutThoughLaterOnesAreTakenMayBeTooMuch() {
        var quick = PACE.withPerSecond(2000);
        var pace = new Pace(
                quick.firstBackoff(),
                quick.maxBackoff(),
                quick.stableAfter(),
                quick.takenOver(),
                16,
                quick.perSecond(),
                quick.countsInterval(),
                Duration.ofSeconds(3));
        for (int i = 0; i < 24; i++) {
            retained.put("state" + i, "1", Duration.ZERO);
        }
        var counting = new Session.Incoming() {
            @Override
            public void arrived(String topic, byte[] payload, boolean isRetained) {}

            @Override
            public void passed() {
                retained.put("count", Long.toString(System.nanoTime()), Duration.ofMillis(1200));
            }
        };
        assertThatThrownBy(() -> session(pace, counting).run(new All()))
                .hasMessage("the broker has not acknowledged what was said at state10 for 3 s, though it did what was"
                        + " said later: it may take fewer messages a second than outbox.drain-rate, or its access list"
                        + " does not allow this one");
    }

    /** There is a pass for each acknowledgement too, so that by passes one of both had all of the rate. */
    @Test
    void whereTheRateIsShortStatesAndEventsHaveHalfOfItEach() throws Exception {
        for (int i = 0; i < 100; i++) {
            outbox.append(new UUID(7, i), "events", new byte[1], Instant.now(), Outbox.Series.NONE);
        }
        var said = new CopyOnWriteArrayList<String>();
        var answers = Executors.newSingleThreadExecutor();
        var prompt = new UnaskedWire() {
            @Override
            public void publish(String topic, byte[] payload, boolean kept, Consumer<Receipt> done) {
                said.add(kept ? "state" : "event");
                answers.execute(() -> done.accept(new Receipt.Accepted()));
            }
        };
        var changing = new Session.Incoming() {
            @Override
            public void arrived(String topic, byte[] payload, boolean isRetained) {}

            @Override
            public void passed() {
                for (int i = 0; i < 100; i++) {
                    retained.put("state" + i, Long.toString(System.nanoTime()), Duration.ZERO);
                }
            }
        };
        try (answers) {
            session(prompt, PACE.withPerSecond(50), changing).run(new Session.Farewell() {
                @Override
                public boolean isAsked() {
                    return said.size() >= 42;
                }

                @Override
                public boolean isDue() {
                    return true;
                }
            });
        }
        assertThat(said.stream().limit(42).filter("event"::equals).count()).isBetween(17L, 25L);
    }

    private final class All implements Session.Farewell {
        @Override
        public boolean isAsked() {
            return taken.size() == 20;
        }

        @Override
        public boolean isDue() {
            return true;
        }
    }

    private final class Throttling extends UnaskedWire {
        private final List<Long> answered = new ArrayList<>();

        @Override
        public void publish(String topic, byte[] payload, boolean kept, Consumer<Receipt> done) {
            long now = System.nanoTime();
            answered.removeIf(at -> now - at >= 1_000_000_000L);
            if (answered.size() < PER_SECOND) {
                answered.add(now);
                taken.add(topic);
                done.accept(new Receipt.Accepted());
            }
        }
    }
}
