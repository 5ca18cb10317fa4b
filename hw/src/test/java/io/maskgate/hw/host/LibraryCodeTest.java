package io.maskgate.hw.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** With Java's own library as the example: it is there, large, and runs on. */
class LibraryCodeTest {
    private static final String JAVA = "libjvm.so";

    @Test
    void whatWasRunOfALibraryGoesAndComesBackWhenItIsRunAgain() {
        double before = ResidentCode.of(JAVA);

        long went = LibraryCode.letGo(JAVA);

        assertThat(ResidentCode.of(JAVA)).isPositive().isLessThan(before);
        assertThat(went).isPositive();
    }

    @Test
    void ofALibraryThatIsNotThereNothingGoes() {
        assertThat(LibraryCode.letGo("libnosuch")).isZero();
    }
}
