package io.maskgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotationsTest {
    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "20s, PT20S",
        "5m, PT5M",
        "2h, PT2H",
        "7d, P7D",
        "P1D, P1D",
        "PT1M30S, PT1M30S",
        "PT0.5S, PT0.5S",
        "0s, PT0S"
    })
    void durationsAreRead(String text, Duration expected) {
        assertThat(Durations.PATTERN.matcher(text).matches()).isTrue();
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "5", "5 s", "-5s", "1.5s", "5sec", "5S", "-P1D", "P1M", "1m30s", "p1d"})
    void otherTextIsNoDuration(String text) {
        assertThat(Durations.PATTERN.matcher(text).matches()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "P", "PT", "P1DT"})
    void whatAPersonTypedAndSaysNoTimeIsNone(String text) {
        assertThat(Durations.of(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0B, 0",
        "7B, 7",
        "500kB, 500000",
        "64MiB, 67108864",
        "1GiB, 1073741824",
        "2GB, 2000000000",
        "1TiB, 1099511627776"
    })
    void sizesAreRead(String text, long bytes) {
        assertThat(Sizes.PATTERN.matcher(text).matches()).isTrue();
        assertThat(Sizes.parse(text)).isEqualTo(new Size(bytes));
    }

    @Test
    void aSizeBeyondNumbersIsRefused() {
        assertThatThrownBy(() -> Sizes.parse("999999999999999TiB")).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:80, 127.0.0.1, 80", "[::1]:0, ::1, 0", "localhost:65535, localhost, 65535"})
    void addressesAreReadAndPrinted(String text, String host, int port) {
        var notation = Notations.of(Listen.class);
        assertThat(notation.pattern().matcher(text).matches()).isTrue();
        assertThat(notation.parser().apply(text))
                .isEqualTo(new Listen(host, port))
                .hasToString(text);
    }

    @Property(tries = 200)
    void whatIsPrintedIsReadAgain(@ForAll @LongRange(min = 0, max = 1L << 50) long number) {
        var size = new Size(number);
        assertThat(Sizes.parse(Sizes.print(size))).isEqualTo(size);
        for (var duration : new Duration[] {
            Duration.ofMillis(number >> 12), Duration.ofNanos(number), Duration.ofSeconds(number >> 20)
        }) {
            String text = Durations.print(duration);
            assertThat(Durations.PATTERN.matcher(text).matches()).as(text).isTrue();
            assertThat(Durations.parse(text)).isEqualTo(duration);
        }
    }
}
