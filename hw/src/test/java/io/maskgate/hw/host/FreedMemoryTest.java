package io.maskgate.hw.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Linker;
import org.junit.jupiter.api.Test;

class FreedMemoryTest {
    @Test
    void itIsGivenBackWhereTheLibraryCan() {
        boolean glibc =
                Linker.nativeLinker().defaultLookup().find("malloc_trim").isPresent();
        assertThat(FreedMemory.giveBack()).isEqualTo(glibc);
    }
}
