package io.maskgate.daemon.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Property(tries = 200)
    void everyPauseIsWithinTheDoublingCeiling(@ForAll long seed, @ForAll @IntRange(max = 100) int failures) {
        var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(seed));
        for (int i = 0; i < failures; i++) {
            backoff.next();
        }
        long ceiling = Math.min(60_000, 1000L << Math.min(failures, 10));
        assertThat(backoff.next().toMillis()).isBetween(50L, ceiling);
    }

    @Test
    void pausesAreSpreadOverTheWholeCeiling() {
        var backoff = new Backoff(Duration.ofSeconds(60), Duration.ofSeconds(60), new Random(7));
        double mean = IntStream.range(0, 2000)
                .mapToLong(_ -> backoff.next().toMillis())
                .average()
                .orElseThrow();
        // Uniform over 0 to 60 s: mean 30 s, standard error 60 / sqrt(12 * 2000) = 0.39 s.
        assertThat(mean).isBetween(28_500.0, 31_500.0);
    }

    @Test
    void afterAStableConnectionItBeginsAnew() {
        var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(1));
        for (int i = 0; i < 10; i++) {
            backoff.next();
        }
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
}
