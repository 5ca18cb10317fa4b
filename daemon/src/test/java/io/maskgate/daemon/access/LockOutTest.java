package io.maskgate.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LockOutTest {
    private static final InetAddress HOME = Door.address("192.0.2.7");

    private long now;
    private final LockOut lockOut = new LockOut(() -> now);

    private void waitFor(Duration time) {
        now += time.toNanos();
    }

    @Test
    void fiveMistakesAreFreeAndTheWaitsDoubleUpToAQuarterOfAnHour() {
        var waits = new ArrayList<Long>();
        for (int i = 0; i < 18; i++) {
            var penalty = lockOut.mistake(HOME);
            waits.add(penalty.delay().toSeconds());
            waitFor(penalty.delay());
            assertThat(lockOut.remaining(HOME)).isEmpty();
        }
        assertThat(waits)
                .isEqualTo(
                        List.of(0L, 0L, 0L, 0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 900L, 900L, 900L));
    }

    /** From the waits above: 5 at once, 10 more within 1023 s, then one each quarter of an hour. */
    @Test
    void aDayOfGuessingIsAHundredAndTenGuesses() {
        int guesses = 0;
        while (now < Duration.ofDays(1).toNanos()) {
            guesses++;
            waitFor(lockOut.mistake(HOME).delay());
        }
        assertThat(guesses).isEqualTo(110);
    }

    /** To begin anew with those that are free costs more time than it saves. */
    @ParameterizedTest
    @ValueSource(ints = {5, 6, 10, 12, 14, 15, 16, 20, 40})
    void whoPausesToBeForgottenGuessesNoMoreInADay(int before) {
        int guesses = 0;
        while (now < Duration.ofDays(1).toNanos()) {
            waitFor(lockOut.mistake(HOME).delay());
            if (++guesses % before == 0) {
                waitFor(LockOut.FORGET.plusNanos(1));
            }
        }
        assertThat(guesses).isLessThanOrEqualTo(110);
    }

    @Test
    void theRestOfTheWaitIsTold() {
        for (int i = 0; i < 8; i++) {
            lockOut.mistake(HOME);
        }
        waitFor(Duration.ofMillis(1500));

        assertThat(lockOut.remaining(HOME)).contains(Duration.ofMillis(2500));
        assertThat(lockOut.locked()).isEqualTo(1);
        waitFor(Duration.ofMillis(2500));
        assertThat(lockOut.remaining(HOME)).isEmpty();
        assertThat(lockOut.locked()).isZero();
    }

    @Test
    void fourHoursWithoutAMistakeForgetThemAll() {
        for (int i = 0; i < 6; i++) {
            lockOut.mistake(HOME);
        }
        waitFor(LockOut.FIRST.plus(LockOut.FORGET));
        assertThat(lockOut.mistake(HOME).mistakes()).isEqualTo(7);
        waitFor(Duration.ofSeconds(2).plus(LockOut.FORGET).plusNanos(1));

        assertThat(lockOut.mistake(HOME).mistakes()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "192.0.2.7, 192.0.2.8, false",
        "192.0.2.7, ::ffff:192.0.2.7, true",
    })
    void anIpv6NetworkIsOneClient(String one, String other, boolean same) {
        assertThat(LockOut.network(Door.address(one)).equals(LockOut.network(Door.address(other))))
                .isEqualTo(same);
    }

    @Test
    void theTableIsBoundedAndForgetsWhoErredLongestAgo() {
        for (int i = 0; i < 6; i++) {
            lockOut.mistake(HOME);
        }
        for (int i = 0; i < LockOut.MOST - 1; i++) {
            lockOut.mistake(Door.address("10.1." + (i >> 8) + "." + (i & 255)));
        }
        assertThat(lockOut.remaining(HOME)).isPresent();

        lockOut.mistake(Door.address("10.2.0.0"));
        assertThat(lockOut.remaining(HOME)).isEmpty();
    }
}
