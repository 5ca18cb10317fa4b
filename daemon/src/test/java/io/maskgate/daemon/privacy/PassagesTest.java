package io.maskgate.daemon.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.events.Aggregate;
import java.util.HashSet;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PassagesTest {
    private static Aggregate.Row row(int facemask, int noFacemask, int undecided, int k) {
        return new Passages(facemask, noFacemask, undecided, 1_500).row("door", k);
    }

    @Test
    void withoutAThresholdEverythingIsShown() {
        assertThat(row(30, 10, 2, 0))
                .isEqualTo(new Aggregate.Row(
                        "door",
                        2,
                        Optional.of(42),
                        Optional.of(30),
                        Optional.of(10),
                        Optional.of(2),
                        Optional.of(0.75),
                        false));
    }

    @Test
    void aSmallPartIsLeftOutAndWithItTheSumThatWouldTellIt() {
        var row = row(30, 10, 2, 5);
        assertThat(row.undecided()).isEmpty();
        assertThat(row.passages()).isEmpty();
        assertThat(row.suppressed()).isTrue();
        assertThat(row.facemask()).contains(30);
        assertThat(row.rate()).contains(0.75);
    }

    @Test
    void theRateGoesWithItsParts() {
        var row = row(30, 3, 0, 5);
        assertThat(row.noFacemask()).isEmpty();
        assertThat(row.rate()).isEmpty();
        assertThat(row.facemask()).contains(30);
        assertThat(row.undecided()).contains(0);
    }

    @Test
    void nobodyIsNoSmallCountAndHasNoRate() {
        var row = row(0, 0, 0, 5);
        assertThat(row.passages()).contains(0);
        assertThat(row.suppressed()).isFalse();
        assertThat(row.rate()).isEmpty();
    }

    /** Everybody who reads the row and knows the rule must find every small value possible. */
    @Property(tries = 300)
    void whatIsLeftOutCannotBeComputedFromTheRest(
            @ForAll @IntRange(max = 12) int facemask,
            @ForAll @IntRange(max = 12) int noFacemask,
            @ForAll @IntRange(max = 12) int undecided,
            @ForAll @IntRange(min = 3, max = 6) int k) {
        var seen = row(facemask, noFacemask, undecided, k);
        var small = new HashSet<Integer>();
        for (int a = 0; a <= 12; a++) {
            for (int b = 0; b <= 12; b++) {
                for (int c = 0; c <= 12; c++) {
                    if (row(a, b, c, k).equals(seen)) {
                        int[] parts = {a, b, c};
                        Optional<?>[] shown = {seen.facemask(), seen.noFacemask(), seen.undecided()};
                        for (int i = 0; i < 3; i++) {
                            if (shown[i].isEmpty()) {
                                small.add(i * 100 + parts[i]);
                            }
                        }
                    }
                }
            }
        }
        long hidden = java.util.stream.Stream.of(seen.facemask(), seen.noFacemask(), seen.undecided())
                .filter(Optional::isEmpty)
                .count();
        assertThat(small).hasSize((int) hidden * (k - 1));
        assertThat(seen.suppressed()).isEqualTo(hidden > 0);
    }
}
