package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session whose backlog is lost on the way, as when the file is found to be damaged. */
@Timeout(30)
class SessionLossTest {
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final AtomicInteger taken = new AtomicInteger();

    @Test
    void whatWasGivenUpMeanwhileIsNotSaidToBeDelivered() throws Exception {
        for (int i = 0; i < 100; i++) {
            outbox.append(new UUID(7, i), "events", new byte[1], Instant.now(), Outbox.Series.NONE);
        }
        var metrics = new GatewayMetrics();
        var session = new Session(
                new Losing(),
                new Retained(),
                new Drain(outbox, Gateways.QUICK, metrics),
                new Suspects(),
                (_, _, _) -> {},
                metrics,
                Gateways.QUICK,
                Clock.systemUTC());
        // One by one: the 64 of a page go, of which the last is lost before its answer is heard.
        session.granted(new Wire.Granted(1, 1 << 20));
        session.waited(100);
        try (var log = LogListener.to(Session.class, new SimpleFormatter()::formatMessage)) {
            session.run(new UntilTaken());
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("delivered"))
                    .singleElement()
                    .asString()
                    .matches("What is left of the 100 events that waited is delivered, within \\d+ s; 37 were given up"
                            + " meanwhile, see above\\.");
        }
    }

    private final class Losing extends UnaskedWire {
        @Override
        public void publish(String topic, byte[] payload, boolean retained, Consumer<Receipt> done) {
            if (taken.incrementAndGet() == 64) {
                outbox.lose();
            }
            done.accept(new Receipt.Accepted());
        }
    }

    private final class UntilTaken implements Session.Farewell {
        @Override
        public boolean isAsked() {
            return taken.get() == 64;
        }

        @Override
        public boolean isDue() {
            return false;
        }
    }
}
