package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

class SealedFileTest {
    private static final String KEY = "gpu Orin\nprecision fp16\n";

    private Path folder;

    @BeforeProperty
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("sealed");
    }

    @AfterProperty
    void removeFolder() throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Property(tries = 30)
    void whatWasWrittenIsReadAndNothingElseIsLeft(@ForAll @Size(max = 500) byte[] content) throws Exception {
        var file = folder.resolve("a.engine");
        SealedFile.write(file, KEY, content);
        assertThat(SealedFile.read(file, KEY)).isEqualTo(content);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Property(tries = 300)
    void oneChangedBitAnywhereIsSeen(
            @ForAll @IntRange(min = 0, max = 375) int at, @ForAll @IntRange(min = 0, max = 7) int bit)
            throws Exception {
        var file = folder.resolve("b.engine");
        SealedFile.write(file, KEY, new byte[300]);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes).hasSize(376);
        bytes[at] ^= (byte) (1 << bit);
        Files.write(file, bytes);
        assertThatExceptionOfType(SealedFile.Damaged.class).isThrownBy(() -> SealedFile.read(file, KEY));
    }

    @Property(tries = 100)
    void aFileCutShortOrLongerIsSeen(@ForAll @IntRange(min = 0, max = 500) int length) throws Exception {
        var file = folder.resolve("c.engine");
        SealedFile.write(file, KEY, new byte[300]);
        byte[] bytes = Files.readAllBytes(file);
        if (length != bytes.length) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatExceptionOfType(SealedFile.Damaged.class).isThrownBy(() -> SealedFile.read(file, KEY));
        }
    }

    @Property(tries = 1)
    void aFileOfAnotherKeyIsNotTaken() throws Exception {
        var file = folder.resolve("d.engine");
        SealedFile.write(file, KEY, new byte[300]);
        for (String other : List.of("", "gpu Orin\nprecision int8\n", KEY + " ")) {
            assertThatExceptionOfType(SealedFile.Damaged.class)
                    .isThrownBy(() -> SealedFile.read(file, other))
                    .withMessageContaining("one for another");
        }
    }

    @Property(tries = 1)
    void aWriteThatFailsLeavesNothing() throws Exception {
        var taken = Files.createDirectories(folder.resolve("e.engine"));
        Files.createFile(taken.resolve("x"));
        assertThatIOException()
                .isThrownBy(() -> SealedFile.write(taken, KEY, new byte[3]))
                .withMessageContaining("e.engine: cannot be written");
        Files.delete(taken.resolve("x"));
        assertThat(folder.resolve("e.engine.part")).doesNotExist();
    }
}
