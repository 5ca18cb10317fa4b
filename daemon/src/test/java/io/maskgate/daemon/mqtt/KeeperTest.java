package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.metrics.GatewayMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeeperTest {
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final AtomicReference<Keeper> keeper = new AtomicReference<>();

    private Keeper keep(Keeper.Visit visit) {
        var made = new Keeper("", visit, Gateways.QUICK, Counted.ordinary(metrics), Clock.systemUTC(), new Random(1));
        keeper.set(made);
        made.start();
        return made;
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, OutOfMemoryError.class})
    void aFaultThatNobodyThoughtOfIsNotTheEndOfAllConnections(Class<? extends Throwable> fault) {
        var leave = new CountDownLatch(1);
        var kept = keep(new Keeper.Visit() {
            private int visits;

            @Override
            public void make() throws InterruptedException {
                keeper.get().welcome("", "");
                if (++visits == 1) {
                    throwAny(fault);
                }
                leave.await();
            }

            @Override
            public void wake() {
                leave.countDown();
            }
        });
        await().until(() -> kept.status(0).attempts() == 2 && kept.status(0).connected());
        assertThat(metrics.mqttFailures.labelValues("fault").get()).isEqualTo(1);
        kept.close(Duration.ofSeconds(10));
        assertThat(kept.status(0).detail()).isEqualTo("closed");
        assertThat(kept.fatal()).isEmpty();
    }

    private static void throwAny(Class<? extends Throwable> fault) {
        if (fault == OutOfMemoryError.class) {
            throw new OutOfMemoryError("a surprise");
        }
        throw new IllegalStateException("a surprise");
    }

    @Test
    void aThreadThatEndedNeverthelessIsAReasonToBeginAnew() {
        var kept = keep(new Keeper.Visit() {
            @Override
            public void make() throws InterruptedException {
                throw new InterruptedException("by nobody who may");
            }

            @Override
            public void wake() {
                // Nothing to be ended.
            }
        });
        await().untilAsserted(() ->
                assertThat(kept.fatal()).contains("the thread that keeps the connection to the broker has ended"));
        kept.close(Duration.ofSeconds(10));
        assertThat(kept.fatal()).isEmpty();
    }

    @Test
    void aFaultThatStaysIsSaid() {
        var kept = keep(new Keeper.Visit() {
            @Override
            public void make() {
                throw new IllegalStateException("a surprise");
            }

            @Override
            public void wake() {
                // Nothing to be ended.
            }
        });
        await().until(() -> kept.status(0).attempts() > 1);
        assertThat(kept.status(0).connected()).isFalse();
        assertThat(kept.status(0).detail()).contains("a surprise");
        kept.close(Duration.ofSeconds(10));
    }

    /** As of a name with two addresses, of which one refuses us and the other does not answer. */
    @Test
    void reasonsThatAlternateAreLoggedOnceEachUntilThereIsAConnection() {
        try (var log = LogListener.to(Keeper.class, line -> line.getLevel() + " " + line.getParameters()[1])) {
            var kept = keep(new Keeper.Visit() {
                private int visits;

                @Override
                public void make() throws WireException {
                    if (++visits == 7) {
                        keeper.get().welcome("", "");
                    }
                    throw new WireException(WireException.Kind.LOST, visits % 2 == 0 ? "no answer" : "refused");
                }

                @Override
                public void wake() {
                    // Nothing to be ended.
                }
            });
            await().until(() -> kept.status(0).attempts() > 9);
            kept.close(Duration.ofSeconds(10));
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARNING"))
                    .containsExactly("WARNING refused", "WARNING no answer", "WARNING refused", "WARNING no answer");
            assertThat(metrics.mqttFailures.labelValues("lost").get()).isGreaterThan(8);
        }
    }
}
