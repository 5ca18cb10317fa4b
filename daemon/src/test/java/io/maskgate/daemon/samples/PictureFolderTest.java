package io.maskgate.daemon.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
    @TempDir
    private Path state;

    private Path folder;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createDirectory(state.resolve("pictures"));
    }

    private static String name() {
        return "1772438400000-sample-" + UUID.randomUUID() + ".mgp";
    }

    private String keep() throws IOException {
        return Files.writeString(folder.resolve(name()), "a picture")
                .getFileName()
                .toString();
    }

    private List<String> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Of another user, say: it would look as if nothing was stored. */
    @Test
    void aFolderThatCannotBeLookedAtIsNoEmptyOne() throws Exception {
        var shut = state.resolve("shut");
        Files.createSymbolicLink(shut, shut);
        assertThatIOException().isThrownBy(() -> PictureFolder.names(shut.resolve("pictures"), "sample"));
        assertThat(PictureFolder.names(state.resolve("never was"), "sample")).isEmpty();
        assertThat(PictureFolder.names(folder, "sample")).isEmpty();
        String kept = keep();
        assertThat(PictureFolder.names(folder, "sample")).containsExactly(kept);
    }

    @Test
    void onePictureThatCannotBeDeletedKeepsNoOther() throws Exception {
        String stuck = name();
        keep();
        Files.createDirectories(folder.resolve(stuck).resolve("full"));
        keep();
        assertThatIOException()
                .isThrownBy(() -> PictureFolder.clear(folder))
                .withMessageContaining("2 are deleted, 1 are not");
        assertThat(files()).containsExactly(stuck);
    }

    @Test
    void leavingTheModeDeletesEveryPicture() throws Exception {
        keep();
        keep();
        assertThat(PictureFolder.clear(folder)).isEqualTo(2);
        assertThat(files()).isEmpty();
        assertThat(PictureFolder.clear(state.resolve("never was"))).isZero();
    }
}
