package io.maskgate.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.host.Host;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhysicalBytesTest {
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
        assertThat(PhysicalBytes.lowered(OptionalLong.of(mebibytes << 20), set)).isEqualTo(bound);
    }

    @Test
    void whereThatIsNotKnownWhatWasSetHolds() {
        assertThat(PhysicalBytes.lowered(OptionalLong.empty(), "1400m")).isEqualTo("1400m");
    }

    /** A gibibyte less than MemoryMax=8G, as systemd/README.md has it, is more than seven tenths. */
    @Test
    void whatSomebodyChoseHolds() {
        var host = new Host(
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                "amd64",
                4,
                OptionalLong.of(16L << 30),
                OptionalLong.empty(),
                OptionalLong.of(8L << 30),
                OptionalDouble.empty());
        System.setProperty(PhysicalBytes.PROPERTY, "7g");
        try {
            PhysicalBytes.lower(host, "-Xmx1g -D" + PhysicalBytes.PROPERTY + "=7g");
            assertThat(System.getProperty(PhysicalBytes.PROPERTY)).isEqualTo("7g");
            PhysicalBytes.lower(host, "-Xmx1g");
            assertThat(System.getProperty(PhysicalBytes.PROPERTY)).isEqualTo("5734m");
        } finally {
            System.clearProperty(PhysicalBytes.PROPERTY);
        }
    }
}
