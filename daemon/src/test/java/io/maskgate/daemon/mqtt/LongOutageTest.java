package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.Size;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.outbox.Outbox.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker is away for an hour in which a hundred cameras see ten thousand events; then it comes back. The outbox is the
 * real one; the hour, and the time in which the events go to the broker, are simulated.
 */
@Timeout(60)
class LongOutageTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
    private static final int EVENTS = HourOfEvents.EVENTS;

    private static final long SECOND = 1_000_000_000;
    private static final long ROUND_TRIP = SECOND / 50;
    /** 200 a second, 16 in flight. */
    private static final Pace PACE = Pace.USUAL;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(BEGIN);
    private final HourOfEvents hour = new HourOfEvents(clock);
    private final Map<UUID, MaskEvent> made = hour.made;

    @Test
    void everyEventArrivesInTheOrderOfItsTrackAtTheRateAndTwiceOnlyWithTheSameId() throws Exception {
        var gateways = new Gateways(folder, clock, new Size(1 << 26), Duration.ofDays(7));
        try (var outbox = gateways.outbox) {
            hour.passWithoutBroker(gateways);
            // What is just being written counts a moment later.
            await().untilAsserted(() -> assertThat(outbox.health().messages()).isEqualTo(EVENTS));

            var arrived = drain(new Drain(outbox, PACE, gateways.metrics), List.of(10 * SECOND, 25 * SECOND));

            var first = new LinkedHashMap<UUID, Waiting>();
            arrived.forEach(arrival -> first.merge(arrival.message.id(), arrival.message, LongOutageTest::same));
            assertThat(first.keySet()).containsExactlyInAnyOrderElementsOf(made.keySet());
            assertThat(hour.tracks(first.keySet()))
                    .hasSize(EVENTS / HourOfEvents.TRACK)
                    .allSatisfy((_, seqs) -> assertThat(seqs).containsExactly(1, 2, 3, 4));

            int repeats = arrived.size() - EVENTS;
            assertThat(repeats).isBetween(1, 2 * PACE.window());
            assertThat(gateways.metrics.outboxRepeated.get()).isEqualTo(repeats);
            assertThat(gateways.metrics.outboxDelivered.get()).isEqualTo(EVENTS);
            assertThat(mostInASecond(arrived)).isBetween(PACE.perSecond(), PACE.perSecond() + PACE.window());
            long seconds = arrived.getLast().at / SECOND;
            assertThat(seconds).isBetween(48L, 50L);
            await().untilAsserted(() -> assertThat(outbox.health().messages()).isZero());
            assertThat(outbox.health().lost()).isZero();
        }
    }

    @Test
    void whatGrewTooOldInTheMeantimeIsGivenUpAndCounted() throws Exception {
        var gateways = new Gateways(folder, clock, new Size(1 << 26), Duration.ofMinutes(30));
        try (var outbox = gateways.outbox) {
            hour.passWithoutBroker(gateways);
            var left = (int) made.values().stream()
                    .filter(event -> !event.at().isBefore(clock.instant().minus(Duration.ofMinutes(30))))
                    .count();
            assertThat(left).isBetween(EVENTS / 2, EVENTS * 6 / 10);
            await().untilAsserted(() -> assertThat(outbox.health().messages()).isEqualTo(left));
            assertThat(gateways.metrics.outboxLost.labelValues("age").get()).isEqualTo(EVENTS - left);
            assertThat(waiting(gateways))
                    .hasSize(left)
                    .allMatch(message -> !message.at().isBefore(clock.instant().minus(Duration.ofMinutes(30))));
        }
    }

    @Test
    void beyondTheBoundTheOldestGoFirstAndAreCounted() throws Exception {
        var bound = new Size(1 << 20);
        var gateways = new Gateways(folder, clock, bound, Duration.ofDays(7));
        try (var outbox = gateways.outbox) {
            hour.passWithoutBroker(gateways);
            var waiting = waiting(gateways);
            assertThat(outbox.health().bytes()).isBetween(bound.bytes() * 9 / 10, bound.bytes());
            assertThat(gateways.metrics.outboxLost.labelValues("size").get()).isEqualTo(EVENTS - waiting.size());
            var oldest = waiting.getFirst().at();
            assertThat(made.values().stream().filter(event -> event.at().isAfter(oldest)))
                    .as("everything newer than the oldest that waits")
                    .extracting(MaskEvent::id)
                    .isSubsetOf(waiting.stream().map(Waiting::id).toList());
        }
    }

    private record Arrival(long at, Waiting message) {}

    /** A session in simulated time: a broker that answers after a round trip, and at some times breaks the connection. */
    private static List<Arrival> drain(Drain drain, List<Long> breaks) {
        var arrived = new ArrayList<Arrival>();
        var answers = new ArrayDeque<Arrival>();
        var toBreak = new ArrayDeque<>(breaks);
        long now = 0;
        drain.restart(now);
        boolean more = true;
        while (more || !answers.isEmpty()) {
            if (!toBreak.isEmpty() && now >= toBreak.peekFirst()) {
                toBreak.removeFirst();
                answers.clear();
                drain.restart(now);
            }
            while (!answers.isEmpty() && answers.peekFirst().at <= now) {
                assertThat(drain.accepted(answers.removeFirst().message.sequence()))
                        .isPresent();
            }
            more = true;
            while (more && answers.size() < PACE.window()) {
                var next = drain.next(now);
                more = next.isPresent() || drain.isLimited();
                if (next.isEmpty()) {
                    break;
                }
                arrived.add(new Arrival(now, next.get()));
                answers.add(new Arrival(now + ROUND_TRIP, next.get()));
            }
            long answer = answers.isEmpty() ? Long.MAX_VALUE : answers.peekFirst().at - now;
            now += Math.max(1, Math.min(answer, drain.untilNext(now)));
        }
        return arrived;
    }

    private static Waiting same(Waiting first, Waiting again) {
        assertThat(again.payload()).isEqualTo(first.payload());
        assertThat(again.topic()).isEqualTo(first.topic());
        return first;
    }

    private static int mostInASecond(List<Arrival> arrived) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < arrived.size(); to++) {
            while (arrived.get(to).at - arrived.get(from).at >= SECOND) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    private static List<Waiting> waiting(Gateways gateways) {
        var found = new ArrayList<Waiting>();
        for (var page = gateways.outbox.next(0, 500);
                !page.isEmpty();
                page = gateways.outbox.next(found.getLast().sequence(), 500)) {
            found.addAll(page);
        }
        return found;
    }
}
