package io.maskgate.daemon.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class TrackIdTest {
    @Test
    void timeCounterAndTwentyRandomBitsMakeSixteenCharacters() {
        // Computed apart, in Python, from 0x017f22e279b0cc3 and the 20 bits 0x63137.
        assertThat(TrackId.of(UUID.fromString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")))
                .isEqualTo("05zj5rksp363cc9q");
    }

    @Test
    void laterIdsSortBehind() {
        String first = TrackId.of(UUID.fromString("017f22e2-79b0-7001-ffff-ffffffffffff"));
        String second = TrackId.of(UUID.fromString("017f22e2-79b0-7002-8000-000000000000"));

        assertThat(first).isLessThan(second);
    }
}
