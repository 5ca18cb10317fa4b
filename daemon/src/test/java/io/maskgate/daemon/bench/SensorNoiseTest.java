package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SensorNoiseTest {
    private static final int PIXELS = 10_000;

    @Test
    void greyStaysGreyWithinTheAmplitudeAndOfTheSameMean() {
        int[] levels = noisy(128, new SensorNoise(new SplittableRandom(7), 3, PIXELS));

        assertThat(IntStream.of(levels).boxed()).contains(125, 131).allMatch(level -> level >= 125 && level <= 131);
        assertThat(IntStream.of(levels).average().orElseThrow()).isEqualTo(128, within(0.1));
        for (int i = 0; i < levels.length; i += 3) {
            assertThat(levels[i]).isEqualTo(levels[i + 1]).isEqualTo(levels[i + 2]);
        }
    }

    @Test
    void whiteAndBlackDoNotWrapAround() {
        var noise = new SensorNoise(new SplittableRandom(7), 3, PIXELS);
        assertThat(IntStream.of(noisy(255, noise))).allMatch(level -> level >= 252);
        assertThat(IntStream.of(noisy(0, noise))).allMatch(level -> level <= 3);
    }

    @Test
    void everyPictureHasItsOwn() {
        var noise = new SensorNoise(new SplittableRandom(7), 3, PIXELS);
        assertThat(noisy(128, noise)).isNotEqualTo(noisy(128, noise));
    }

    private static int[] noisy(int level, SensorNoise noise) {
        byte[] bytes = new byte[PIXELS * 3];
        Arrays.fill(bytes, (byte) level);
        noise.addTo(ByteBuffer.wrap(bytes));
        return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xff).toArray();
    }
}
