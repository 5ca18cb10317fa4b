package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeardErrorsTest {
    private final HeardErrors errors = new HeardErrors(12);

    /** A build that has no memory, and an engine that is loaded meanwhile and refused, whichever asks first. */
    @Test
    void whoBeginsOrAsksTakesNothingFromAnother() {
        errors.add("of an earlier call");
        long build = errors.count();
        assertThat(errors.after(build)).isEmpty();
        errors.add("out of memory");
        long load = errors.count();
        errors.add("version mismatch");

        assertThat(errors.after(load)).isEqualTo("version mismatch");
        assertThat(errors.after(build)).isEqualTo("out of memory; version mismatch");
        assertThat(errors.after(load)).isEqualTo("version mismatch");
    }

    @Test
    void theLatestTwelveAreKept() {
        for (int i = 1; i <= 13; i++) {
            errors.add("error " + i);
        }
        assertThat(errors.after(0)).startsWith("error 2; error 3;").endsWith("error 13");
        assertThat(errors.after(11)).isEqualTo("error 12; error 13");
    }

    /** A build warns of each kernel that it has no memory for. */
    @Test
    void ofWhatIsSaidHundredsOfTimesTheLastIsKept() {
        var shortages = new HeardErrors(1);
        shortages.add("of an earlier build");
        long build = shortages.count();
        assertThat(shortages.after(build)).isEmpty();
        for (int i = 1; i <= 300; i++) {
            shortages.add("Available: " + (1000 - i) + "MB");
        }
        assertThat(shortages.after(build)).isEqualTo("Available: 700MB");
        assertThat(shortages.after(shortages.count())).isEmpty();
    }
}
