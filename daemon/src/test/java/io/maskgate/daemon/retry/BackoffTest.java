package io.maskgate.daemon.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Always draws the largest number it may. */
    private static final RandomGenerator LONGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void theCeilingDoublesUpToTheLongestWaitAndStartsAnewAfterAReset() {
        var backoff = new Backoff(SECOND, MINUTE, LONGEST);
        List<Long> seconds =
                Stream.generate(() -> backoff.next().toSeconds()).limit(7).toList();
        assertThat(seconds).containsExactly(2L, 4L, 8L, 16L, 32L, 60L, 60L);
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(2));
    }

    @Property
    void noWaitIsShorterThanTheShortestOrLongerThanTheLongest(@ForAll long seed) {
        var backoff = new Backoff(SECOND, MINUTE, new Random(seed));
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isBetween(SECOND, MINUTE);
        }
    }

    @Test
    void aWaitOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ZERO, MINUTE, LONGEST))
                .withMessage("back-off: expected 1 ms to PT1M as the first wait, found PT0S");
    }
}
