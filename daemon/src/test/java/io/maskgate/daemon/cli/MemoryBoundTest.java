package io.maskgate.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryBoundTest {
    /** Of the 2 GiB that the unit allows seven tenths are 1433 MiB. */
    @ParameterizedTest
    @CsvSource({
        "1024, 1400m, 716m",
        "512, 1400m, 358m",
        "2048, 1400m, 1400m",
        "4096, 1400m, 1400m",
        "1024, 1G, 716m",
        "1024, 734003200, 734003200",
        "1024, 0, 0",
        "1024, much, much"
    })
    void itIsNeverAboveSevenTenthsOfTheMemoryThereIs(long mebibytes, String set, String bound) {
        assertThat(MemoryBound.lowered(OptionalLong.of(mebibytes << 20), set)).isEqualTo(bound);
    }

    @Test
    void whereThatIsNotKnownWhatWasSetHolds() {
        assertThat(MemoryBound.lowered(OptionalLong.empty(), "1400m")).isEqualTo("1400m");
    }
}
