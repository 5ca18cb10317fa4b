package io.maskgate.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionTest {
    /** All builds were of one version, so that nobody could tell which box had which. */
    @Test
    void thePackagesVersionHasTheTimeOfTheCommit() {
        assertThat(Version.text("0.1.0+20261129173000")).isEqualTo("0.1.0+20261129173000");
    }

    @Test
    void elsewhereItIsTheOneOfTheBuild() {
        assertThat(Version.text("")).matches("\\d+\\.\\d+\\.\\d+.*").doesNotContain("+");
        assertThat(Version.text()).isEqualTo(Version.text(""));
    }
}
