package io.maskgate.models.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static Histogram of(float... values) {
        var histogram = new Histogram();
        histogram.add(FloatBuffer.wrap(values));
        return histogram;
    }

    @Test
    void magnitudesAreCountedAndZerosAreNot() {
        var histogram = of(0, -3, 3, 0.5f);
        // 2048 bins reach to 4 when each is 1/512 wide.
        assertThat(histogram.width()).isEqualTo(1 / 512f);
        assertThat(histogram.counts()[3 * 512]).isEqualTo(2);
        assertThat(histogram.counts()[256]).isEqualTo(1);
        assertThat(Arrays.stream(histogram.counts()).sum()).isEqualTo(3);
        assertThat(histogram.most()).isEqualTo(3);
    }

    @Property(tries = 100)
    void neitherTheOrderNorTheDivisionMakesADifference(@ForAll @NotEmpty float[] values) {
        var backwards = values.clone();
        for (int i = 0; i < values.length; i++) {
            backwards[i] = values[values.length - 1 - i];
        }
        var parts = of(Arrays.copyOf(values, values.length / 2));
        parts.add(of(Arrays.copyOfRange(values, values.length / 2, values.length)));

        for (var other : new Histogram[] {of(backwards), parts}) {
            assertThat(filled(other)).isEqualTo(filled(of(values)));
            assertThat(other.width()).isEqualTo(of(values).width());
            assertThat(other.most()).isEqualTo(of(values).most());
        }
    }

    private static Map<Integer, Long> filled(Histogram histogram) {
        var filled = new TreeMap<Integer, Long>();
        long[] counts = histogram.counts();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                filled.put(i, counts[i]);
            }
        }
        return filled;
    }

    @Test
    void whatIsNotANumberIsRefused() {
        assertThatThrownBy(() -> of(1, Float.NaN)).hasMessage("an activation is NaN, expected a finite number");
    }

    @Test
    void nothingButZerosHasNoLimit() {
        for (var method : RangeMethod.values()) {
            assertThat(method.limit(of(0, 0))).as(method.text()).isZero();
        }
    }

    @Test
    void thePercentileLeavesOneInTenThousandBeyond() {
        var values = new float[20_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 + i % 100 / 100f;
        }
        values[0] = 50;
        values[1] = 60;
        assertThat(RangeMethod.MINMAX.limit(of(values))).isEqualTo(60);
        // Two of 20,000 lie beyond 2.
        assertThat(RangeMethod.PERCENTILE.limit(of(values))).isBetween(1.99f, 2.05f);
    }

    @Test
    void entropyKeepsAUniformRangeAndCutsALongTail() {
        var random = new SplittableRandom(3);
        var uniform = new float[50_000];
        var tailed = new float[50_000];
        for (int i = 0; i < uniform.length; i++) {
            uniform[i] = (float) random.nextDouble();
            tailed[i] = (float) Math.abs(random.nextGaussian());
        }
        tailed[7] = 40;
        assertThat(RangeMethod.ENTROPY.limit(of(uniform))).isCloseTo(1, within(0.02f));
        // Almost nothing of a normal distribution lies beyond five deviations.
        assertThat(RangeMethod.ENTROPY.limit(of(tailed))).isBetween(2.5f, 6f);
    }
}
