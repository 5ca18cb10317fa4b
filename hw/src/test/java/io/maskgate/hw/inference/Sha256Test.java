package io.maskgate.hw.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
    /** Of "abc": FIPS 180-4's example. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void textBytesPartsAndFilesOfTheSameContentHaveTheSameSum(@TempDir Path folder) throws Exception {
        assertThat(Sha256.hex("abc")).isEqualTo(ABC);
        assertThat(Sha256.hex("a".getBytes(StandardCharsets.UTF_8), "bc".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(ABC);
        assertThat(Sha256.of(Files.writeString(folder.resolve("abc"), "abc"))).isEqualTo(ABC);
    }

    @Test
    void textIsTakenInUtf8() {
        assertThat(Sha256.hex("Tür")).isEqualTo(Sha256.hex(new byte[] {'T', (byte) 0xc3, (byte) 0xbc, 'r'}));
    }
}
