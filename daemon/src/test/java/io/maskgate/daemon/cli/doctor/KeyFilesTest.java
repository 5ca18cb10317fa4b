package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilesTest {
    @TempDir
    Path folder;

    private Path key(String name, String permissions) throws IOException {
        return Files.setPosixFilePermissions(
                Files.writeString(folder.resolve(name), "key"), PosixFilePermissions.fromString(permissions));
    }

    @Test
    void aKeyOfUserAndGroupIsOk() throws Exception {
        var keys = List.of(key("a.pem", "rw-------"), key("b.pem", "rw-r-----"));

        assertThat(KeyFiles.look(keys).state()).isEqualTo(Finding.State.OK);
    }

    @Test
    void oneThatEverybodyCanReadIsNamedWithTheRemedy() throws Exception {
        var open = key("open.pem", "rw-r--r--");

        assertThat(KeyFiles.look(List.of(key("a.pem", "rw-------"), open)))
                .isEqualTo(Finding.warning("everybody on this machine can read " + open, "chmod o-rwx " + open));
    }
}
