package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state folder that was copied by another user. */
class StateFilesTest {
    @TempDir
    Path state;

    @Test
    void oneThatMayNotBeReadIsNamedWithWhatOpensIt() throws Exception {
        Files.writeString(state.resolve("model.json"), "{}");
        Files.writeString(state.resolve("sparkplug-bdseq"), "7");
        assertThatCode(() -> StateFiles.readable(state)).doesNotThrowAnyException();

        assertThatExceptionOfType(InvalidStep.class)
                .isThrownBy(() -> StateFiles.readable(state, file -> !file.endsWith("sparkplug-bdseq")))
                .withMessage(state.resolve("sparkplug-bdseq")
                        + ": expected a file this user may read, found no permission; let the service's user own the state"
                        + " folder and all in it: chown -R maskgate: " + state);
    }

    @Test
    void whatIsNotThereNeedsNoPermission() {
        assertThatCode(() -> StateFiles.readable(state, _ -> false)).doesNotThrowAnyException();
    }

    /** It was taken for damaged, and the configured model served in place of the chosen one. */
    @Test
    void aGatewayDoesNotStartWithIt() throws Exception {
        var config = Site.config(state, "mqtt://127.0.0.1:1", "rtsp://127.0.0.1:1/x");
        var file = Files.writeString(Files.createDirectories(config.state()).resolve("published-cameras"), "lobby");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "root may read every file");

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Gateway.start(config, Site.surroundings()))
                .withMessageContaining("found no permission");
    }
}
