package io.maskgate.hw.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class InputPoolTest {
    private final InputPool pool = new InputPool(2, 64, 32);

    @Test
    void poolGivesWhatItHasAndNoMore() {
        var first = pool.acquire().orElseThrow();
        var second = pool.acquire().orElseThrow();

        assertThat(pool.acquire()).isEmpty();
        assertThat(first).isNotSameAs(second);
        first.close();
        assertThat(pool.acquire()).containsSame(first);
    }

    @Test
    void imageIsDirectAndHoldsThreeBytesPerPixel() {
        var pixels = pool.acquire().orElseThrow().pixels();

        assertThat(pixels.isDirect()).isTrue();
        assertThat(pixels.remaining()).isEqualTo(64 * 32 * 3);
    }

    @Test
    void aSmallerPoolTakesBackWhatIsOutAndKeepsNone() throws InterruptedException {
        var image = pool.acquire().orElseThrow();

        pool.resize(0);
        assertThat(pool.acquire()).isEmpty();
        assertThat(pool.awaitUnused(Duration.ofMillis(1))).isFalse();
        image.close();
        assertThat(pool.acquire()).isEmpty();
        assertThat(pool.awaitUnused(Duration.ofSeconds(10))).isTrue();

        pool.resize(1);
        assertThat(pool.acquire()).isPresent();
        assertThat(pool.acquire()).isEmpty();
    }

    @Test
    void waitingEndsWithTheLastImageThatComesBack() throws InterruptedException {
        var image = pool.acquire().orElseThrow();
        Thread.ofVirtual().start(image::close);

        assertThat(pool.awaitUnused(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void closingTwiceIsABug() {
        var image = pool.acquire().orElseThrow();
        image.close();

        assertThatIllegalStateException().isThrownBy(image::close).withMessage("input image closed twice");
    }
}
