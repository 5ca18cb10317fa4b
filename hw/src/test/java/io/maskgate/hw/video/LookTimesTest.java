package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Five looks a second where somebody is there, one in two seconds where nobody is. */
class LookTimesTest {
    private final LookTimes times = new LookTimes(new Sampling(5, Duration.ofSeconds(2)));

    private static long at(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    @Test
    void aPictureThatComesATenthEarlyIsInTime() {
        assertThat(times.due(at(0))).as("the first").isTrue();
        times.looked(at(0));
        assertThat(times.due(at(179))).isFalse();
        assertThat(times.due(at(180))).isTrue();
    }

    /** The interval was rounded up to whole frames: at 12 a second 4 were looked at, at 6 a second 3. */
    @ParameterizedTest
    @CsvSource({"12, 50", "8, 50", "6, 50", "25, 50", "4, 40"})
    void theRateIsKeptInTheMeanWhateverThatOfTheCamera(int fps, int expected) {
        int looks = 0;
        for (int i = 0; i < 10 * fps; i++) {
            long at = at(i * 1000L / fps);
            if (times.due(at)) {
                times.dueLooked(at);
                looks++;
            }
        }
        assertThat(looks).isBetween(expected - 1, expected + 1);
    }

    @Test
    void afterAPauseLooksAreNotMadeUpFor() {
        times.dueLooked(at(0));
        times.dueLooked(at(1000));
        assertThat(times.due(at(1179))).isFalse();
        assertThat(times.due(at(1180))).isTrue();
    }

    @Test
    void withoutARateEveryPictureIsDue() {
        var every = new LookTimes(Sampling.every());
        every.looked(at(0));
        assertThat(every.due(at(1))).isTrue();
    }

    @Test
    void ofKeyFramesThatComeFasterThanTwiceASecondSomeAreLeftOut() {
        times.keyLooked(at(0));
        assertThat(times.keyDue(at(449))).isFalse();
        assertThat(times.keyDue(at(450))).isTrue();
    }

    @Test
    void aLookBetweenKeyFramesIsDueATenthAfterTheFloor() {
        times.keyCame(at(0));
        times.looked(at(0));
        assertThat(times.floorDue(at(2199))).isFalse();
        assertThat(times.floorDue(at(2200))).isTrue();
    }

    @Test
    void aKeyFrameThatIsDueSoonIsWaitedForUpToAThirdOfTheFloor() {
        times.keyCame(at(0));
        times.keyCame(at(2500));
        times.looked(at(2500));
        assertThat(times.floorDue(at(2500 + 2200))).isFalse();
        assertThat(times.floorDue(at(2500 + 2666))).isFalse();
        assertThat(times.floorDue(at(2500 + 2667))).isTrue();
    }
}
