package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.outbox.Outbox.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is refused, taken or lost, in whatever order, and whatever comes to light on the disk. */
class DrainPropertiesTest {
    private static final long SECOND = 1_000_000_000;
    /** No more than are named where somebody asks which are held back. */
    private static final List<String> TOPICS = List.of("a", "b", "c");

    @Property(tries = 300)
    void nothingIsPassedOverThatCouldGo(@ForAll Random random) {
        var world = new World(random);
        for (int step = 0; step < 300; step++) {
            world.step();
        }
        world.end();
    }

    private static final class World {
        private final Random random;
        private final MemoryOutbox outbox = new MemoryOutbox(5);
        private final Drain drain = new Drain(outbox, Pace.USUAL.withPerSecond(1000), new GatewayMetrics());
        private final Map<Long, Waiting> inFlight = new LinkedHashMap<>();
        private long now;
        private long appended = 1000;
        private long lightened;

        World(Random random) {
            this.random = random;
            outbox.appendAfter(appended, "a");
            drain.restart(now);
        }

        void step() {
            switch (random.nextInt(40)) {
                case 0 -> restart();
                case 1 -> outbox.find(++lightened, topic());
                case 2, 3, 4, 5, 6 -> now += random.nextLong(5 * SECOND);
                case 7, 8, 9, 10, 11, 12 -> append(random.nextInt(12));
                case 13, 14, 15, 16, 17, 18, 19, 20 -> take();
                default -> answer();
            }
        }

        private String topic() {
            return TOPICS.get(random.nextInt(TOPICS.size()));
        }

        private void append(int count) {
            for (int i = 0; i < count; i++) {
                outbox.append(new UUID(7, ++appended), topic(), new byte[1], Instant.EPOCH, Outbox.Series.NONE);
            }
        }

        private void restart() {
            inFlight.clear();
            drain.restart(now);
        }

        private void answer() {
            var sent = new ArrayList<>(inFlight.values());
            if (sent.isEmpty()) {
                return;
            }
            var message = sent.get(random.nextInt(sent.size()));
            inFlight.remove(message.sequence());
            // Of the first topic almost all are refused, of the last almost none.
            if (random.nextInt(4) > TOPICS.indexOf(message.topic())) {
                int code = random.nextInt(4) == 0 ? Reasons.PACKET_TOO_LARGE : Reasons.QUOTA_EXCEEDED;
                drain.refused(message.sequence(), code, now);
            } else {
                assertThat(drain.accepted(message.sequence())).isPresent();
            }
        }

        private void take() {
            now += SECOND / 10;
            while (inFlight.size() < 1 + random.nextInt(20)) {
                var next = drain.next(now);
                if (next.isEmpty()) {
                    assertThat(outbox.waiting())
                            .filteredOn(message -> !drain.isLimited() && !inFlight.containsKey(message.sequence()))
                            .as("what waits")
                            .allMatch(message -> drain.held().contains("messages of " + message.topic() + " wait"));
                    return;
                }
                assertThat(inFlight.put(next.get().sequence(), next.get())).isNull();
            }
        }

        /** The broker takes everything from now on. */
        void end() {
            for (int i = 0; i < 2000 && !outbox.waiting().isEmpty(); i++) {
                now += 60 * SECOND;
                inFlight.keySet().forEach(drain::accepted);
                inFlight.clear();
                drain.next(now).ifPresent(message -> inFlight.put(message.sequence(), message));
            }
            assertThat(outbox.waiting()).isEmpty();
        }
    }
}
