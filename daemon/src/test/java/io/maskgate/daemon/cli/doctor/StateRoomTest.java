package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.SecretSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateRoomTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    /** @param more sections of the file */
    static GatewayConfig config(Path folder, String more) throws IOException {
        Path file = Files.createTempFile(folder.getParent(), "room", ".yaml");
        Files.writeString(file, """
                gateway: g
                state: %s
                mqtt: {url: mqtt://broker}
                cameras: [{id: door, url: "rtsp://192.0.2.1/"}]
                %s
                """.formatted(folder, more));
        var result = ConfigReader.read(file, new SecretSources(Map.of()));
        Files.delete(file);
        return ((ConfigResult.Valid) result).config();
    }

    private Finding judge(String more, long freeMib) throws IOException {
        return StateRoom.of(config(folder, more)).judge("/state", freeMib * MIB);
    }

    /** An outage would have filled the disk at a quarter of what the outbox may hold. */
    @Test
    void anOutboxThatIsToHoldMoreThanTheDiskIsAWarning() throws Exception {
        assertThat(judge("outbox: {max-size: 8GiB}", 2048))
                .isEqualTo(Finding.warning(
                        "/state, 2048 MiB free",
                        "make room for 8320 MiB, as outbox.max-size (8192 MiB) may take; or lower the bounds"));
        assertThat(judge("outbox: {max-size: 8GiB}", 8320).state()).isEqualTo(Finding.State.OK);
    }

    @Test
    void aSmallOutboxNeedsLittle() throws Exception {
        assertThat(judge("outbox: {max-size: 16MiB}", 144)).isEqualTo(Finding.ok("/state, 144 MiB free"));
        assertThat(judge("outbox: {max-size: 16MiB}", 143).state()).isEqualTo(Finding.State.WARNING);
    }

    @Test
    void picturesCountWhereTheyAreStoredWithWhatTheyLeaveToEvents() throws Exception {
        String pictures = "privacy: {mode: pictures}\n";
        // 256 of the outbox, 1024 of the pictures, 64 and 128 beside them.
        assertThat(judge(pictures, 1471))
                .isEqualTo(Finding.warning(
                        "/state, 1471 MiB free",
                        "make room for 1472 MiB, as outbox.max-size (256 MiB) and pictures.quota (1024 MiB) may take;"
                                + " or lower the bounds"));
        assertThat(judge(pictures, 1472).state()).isEqualTo(Finding.State.OK);
        assertThat(judge("", 384).state()).isEqualTo(Finding.State.OK);
    }

    @Test
    void whatLiesThereTakesNoMoreRoom() throws Exception {
        Files.createDirectories(folder.resolve("outbox"));
        Files.createDirectories(folder.resolve("pictures"));
        Files.write(folder.resolve("outbox/outbox.db"), new byte[(int) (3 * MIB)]);
        Files.write(folder.resolve("pictures/1-sample-1.mgp"), new byte[(int) (2 * MIB)]);
        Files.write(folder.resolve("pictures/other"), new byte[(int) MIB]);
        String little = "outbox: {max-size: 4MiB}\npictures: {quota: 10MiB}\nprivacy: {mode: pictures}\n";
        // 4 - 3 and 10 - 2, 64 and 128.
        assertThat(judge(little, 201).state()).isEqualTo(Finding.State.OK);
        assertThat(judge(little, 200).state()).isEqualTo(Finding.State.WARNING);
        assertThat(judge("outbox: {max-size: 1MiB}", 128).state())
                .as("has more already")
                .isEqualTo(Finding.State.OK);
    }

    @Test
    void theCheckOfTheStateFolderSaysIt() throws Exception {
        var finding = ConfigChecks.state(config(folder, "outbox: {max-size: 1TiB}"), Optional.empty());
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text()).startsWith(folder + " can be written, ");
        assertThat(finding.remedy()).contains("outbox.max-size (1048576 MiB)");
    }
}
