package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session at a broker that grants two messages in flight. */
@Timeout(30)
class SessionTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Session.Incoming NOTHING = (_, _, _) -> {};
    private static final byte[] TEXT = "x".getBytes(StandardCharsets.UTF_8);

    private static final Session.Farewell NEVER = new Session.Farewell() {
        @Override
        public boolean isAsked() {
            return false;
        }

        @Override
        public boolean isDue() {
            return false;
        }
    };

    private final GatewayMetrics metrics = new GatewayMetrics();
    private final Retained retained = new Retained();
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final List<String> published = new ArrayList<>();
    private boolean answers = true;
    private int rounds;

    private Session session() {
        return session(new Round(), 1 << 20);
    }

    private Session session(Session.Incoming incoming, long maximumPacketSize) {
        var session = session(new Line(), Gateways.QUICK, incoming, Clock.systemUTC());
        session.granted(new Wire.Granted(2, maximumPacketSize));
        return session;
    }

    private Session session(Wire wire, Pace pace, Session.Incoming incoming, Clock clock) {
        var session = new Session(
                wire, retained, new Drain(outbox, pace, metrics), new Suspects(), incoming, metrics, pace, clock);
        session.granted(new Wire.Granted(2, 1 << 20));
        return session;
    }

    @Test
    void eventsGoThoughCountsChangeAllTheTime() throws Exception {
        for (int i = 0; i < 5; i++) {
            outbox.append(new UUID(7, i), "events", TEXT, Instant.now(), Outbox.Series.NONE);
        }
        session().run(new Session.Farewell() {
            @Override
            public boolean isAsked() {
                return rounds > 40;
            }

            @Override
            public boolean isDue() {
                return true;
            }
        });
        assertThat(published).filteredOn("events"::equals).hasSize(5);
        assertThat(published).filteredOn("count0"::equals).hasSizeGreaterThan(5);
    }

    @Test
    void aConnectionThatBreaksWhileABacklogDrainsDoesNotGoOnDraining() {
        for (int i = 0; i < 50; i++) {
            outbox.append(new UUID(7, i), "events", TEXT, Instant.now(), Outbox.Series.NONE);
        }
        var slow = Gateways.QUICK.withPerSecond(1);
        var draining = new AtomicBoolean();
        var lost = new AtomicReference<Session>();
        var session = session(
                new Line(),
                slow,
                new Session.Incoming() {
                    @Override
                    public void arrived(String topic, byte[] payload, boolean isRetained) {}

                    @Override
                    public void passed() {
                        if (metrics.outboxDraining.get() == 1) {
                            draining.set(true);
                            lost.get().lost(new WireException(WireException.Kind.LOST, "a cable was pulled"));
                        }
                    }
                },
                Clock.systemUTC());
        lost.set(session);
        assertThatThrownBy(() -> session.run(NEVER)).hasMessage("a cable was pulled");
        assertThat(draining).isTrue();
        assertThat(metrics.outboxDraining.get()).isZero();
    }

    /** As brokers do that forbid a topic by closing the connection at it. */
    @Test
    void aConnectionThatBreaksSoonNamesWhatTheBrokerHadNotAnswered() {
        answers = false;
        outbox.append(new UUID(7, 1), "events", TEXT, Instant.now(), Outbox.Series.NONE);
        var session = session();
        session.lost(new WireException(WireException.Kind.LOST, "the broker closed the connection"));
        assertThatThrownBy(() -> session.run(NEVER))
                .hasMessage("the broker closed the connection, and had not answered what was said at count0; if that"
                        + " is so each time, the broker's access list does not allow it");
    }

    @Test
    void whatTheBrokerNeverAcknowledgesIsNamed() {
        answers = false;
        var quick = Gateways.QUICK;
        var impatient = new Pace(
                quick.firstBackoff(),
                quick.maxBackoff(),
                quick.stableAfter(),
                quick.takenOver(),
                quick.window(),
                quick.perSecond(),
                quick.countsInterval(),
                Duration.ofSeconds(1));
        retained.put("device", "x", Duration.ZERO);
        var session = session(new Line(), impatient, (_, _, _) -> rounds++, Clock.systemUTC());
        assertThatThrownBy(() -> session.run(NEVER))
                .hasMessage("the broker has not acknowledged what was said at device for 1 s; if that is so each time,"
                        + " its access list does not allow it");
    }

    @Test
    void theLastWordIsNotSentBeyondWhatTheBrokerTakesAndIsLeftToTheWill() throws Exception {
        answers = false;
        var session = session();
        session.run(new Session.Farewell() {
            @Override
            public boolean isAsked() {
                return true;
            }

            @Override
            public boolean isDue() {
                return true;
            }
        });
        assertThat(published).hasSize(2);
        assertThatThrownBy(() -> session.sayLast("last", TEXT, Duration.ofMillis(20)))
                .isInstanceOf(WireException.class)
                .hasMessage("the broker acknowledges nothing");
        assertThat(published).hasSize(2);
    }

    @Test
    void theLastCountIsSaidBeforeTheGoodbyeThoughItsIntervalIsNotOver() throws Exception {
        retained.put("count", "2", Duration.ofHours(1));
        session(
                        new Session.Incoming() {
                            @Override
                            public void arrived(String topic, byte[] payload, boolean isRetained) {}

                            @Override
                            public void passed() {
                                if (++rounds == 2) {
                                    retained.put("count", "0", Duration.ofHours(1));
                                }
                            }
                        },
                        1 << 20)
                .run(new Session.Farewell() {
                    @Override
                    public boolean isAsked() {
                        return rounds > 1;
                    }

                    @Override
                    public boolean isDue() {
                        return false;
                    }
                });
        assertThat(published).containsExactly("count", "count");
    }

    @Test
    void whatTheBrokersPacketsCannotHoldDoesNotEndTheConnectionAndIsNamed() throws Exception {
        retained.put("device", "x".repeat(1000), Duration.ZERO);
        retained.put("count", "2", Duration.ZERO);
        session((_, _, _) -> rounds++, 1000).run(new Session.Farewell() {
            @Override
            public boolean isAsked() {
                return true;
            }

            @Override
            public boolean isDue() {
                return false;
            }
        });
        assertThat(published).containsExactly("count");
        assertThat(retained.unsayable())
                .isEqualTo("device is not said: 1000 bytes, and the broker takes packets of 1000 at most");
        assertThat(metrics.mqttFailures.labelValues("packet too large").get()).isEqualTo(1);
    }

    @Test
    void whatWaitsSinceItsTopicIsRefusedIsNotSaidToBeDelivered() throws Exception {
        for (int i = 0; i < 5; i++) {
            outbox.append(new UUID(7, i), "events", TEXT, Instant.now(), Outbox.Series.NONE);
        }
        // Longer than a session rests without a look, so that all that can be done is done in between.
        var patient = new Pace(
                Duration.ofMillis(1500),
                Duration.ofMillis(1500),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                2,
                2000,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5));
        var asked = new AtomicInteger();
        var taken = new AtomicInteger();
        var wire = new Answering(() -> {
            if (asked.incrementAndGet() <= 2) {
                return new Wire.Receipt.Refused(Reasons.QUOTA_EXCEEDED);
            }
            taken.incrementAndGet();
            return new Wire.Receipt.Accepted();
        });
        var session = session(wire, patient, NOTHING, Clock.systemUTC());
        session.waited(5);
        try (var log = LogListener.to(Session.class, line -> line.getMessage() + " Taken: " + taken)) {
            session.run(once(() -> taken.get() == 5));
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("delivered"))
                    .containsExactly("The {0} events that waited are delivered, within {1} s. Taken: 5");
        }
    }

    @Test
    void theLatencyIsToldOnAfterTheClockIsPutBack() throws Exception {
        var clock = new MovableClock(NOON);
        var session = twoEvents(clock, () -> {});
        clock.advance(Duration.ofHours(-2));
        session.run(once(() -> published.size() == 2));
        assertThat(latency().getCount()).isEqualTo(1);
    }

    @Test
    void whatAClockIsPutForwardByIsNoLatency() throws Exception {
        var clock = new MovableClock(NOON);
        var session = twoEvents(clock, () -> {
            if (published.size() == 1) {
                clock.advance(Duration.ofHours(2));
            }
        });
        session.run(once(() -> published.size() == 2));
        assertThat(latency().getSum()).isLessThan(1);
        assertThat(latency().getCount()).isEqualTo(1);
    }

    /** Where one was made before and comes to the broker after it. */
    @Test
    void aClockThatIsPutBackMakesNothingQuick() throws Exception {
        var clock = new MovableClock(NOON);
        for (int i = 0; i < 2; i++) {
            outbox.append(new UUID(7, i), "events", TEXT, NOON.plusMillis(1), Outbox.Series.NONE);
        }
        var session = session(clock, () -> {}, NOTHING);
        clock.advance(Duration.ofHours(-2));
        session.run(once(() -> published.size() == 2));
        assertThat(latency().getCount()).isZero();
    }

    /** An event, and another when the first is with the broker. */
    private Session twoEvents(MovableClock clock, Runnable publishing) {
        return session(clock, publishing, new Session.Incoming() {
            @Override
            public void arrived(String topic, byte[] payload, boolean isRetained) {}

            @Override
            public void passed() {
                if (published.size() == rounds && rounds < 2) {
                    clock.advance(Duration.ofMillis(1));
                    outbox.append(new UUID(7, rounds++), "events", TEXT, clock.instant(), Outbox.Series.NONE);
                }
            }
        });
    }

    private Session session(Clock clock, Runnable publishing, Session.Incoming incoming) {
        var wire = new Answering(() -> {
            published.add("events");
            publishing.run();
            return new Wire.Receipt.Accepted();
        });
        return session(wire, Gateways.QUICK, incoming, clock);
    }

    private HistogramDataPointSnapshot latency() {
        return metrics.eventLatencySeconds.collect().getDataPoints().getFirst();
    }

    private static Session.Farewell once(BooleanSupplier done) {
        return new Session.Farewell() {
            @Override
            public boolean isAsked() {
                return done.getAsBoolean();
            }

            @Override
            public boolean isDue() {
                return false;
            }
        };
    }

    /** Each time round, three counts have changed. */
    private final class Round implements Session.Incoming {
        @Override
        public void arrived(String topic, byte[] payload, boolean isRetained) {}

        @Override
        public void passed() {
            rounds++;
            for (int i = 0; i < 3; i++) {
                retained.put("count" + i, Integer.toString(rounds), Duration.ZERO);
            }
        }
    }

    /** A broker that answers at once. */
    private static final class Answering extends UnaskedWire {
        private final Supplier<Receipt> answer;

        Answering(Supplier<Receipt> answer) {
            this.answer = answer;
        }

        @Override
        public void publish(String topic, byte[] payload, boolean retained, Consumer<Receipt> done) {
            done.accept(answer.get());
        }
    }

    private final class Line extends UnaskedWire {
        @Override
        public void publish(String topic, byte[] payload, boolean retained, Consumer<Receipt> done) {
            published.add(topic);
            if (answers) {
                done.accept(new Receipt.Accepted());
            }
        }
    }
}
