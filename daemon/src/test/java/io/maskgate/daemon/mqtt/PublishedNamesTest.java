package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.logging.LogListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedNamesTest {
    @Test
    void whatIsNoNameOfACameraIsNotTakenForOne(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("published-cameras"), "door\n\n../door\ngate_2\n#\n");
        assertThat(PublishedNames.cameras(folder).read()).containsExactly("door", "gate_2");
    }

    /** The folder may be a copy of a neighbour's, who still says what stands under his name. */
    @Test
    void ofTheDescriptionsOnlyThoseOfThisGatewayAreTaken(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("published-descriptions"), """
                homeassistant/device/lobby/config
                site/ha/device/lobby/config
                homeassistant/device/yard/config
                homeassistant/device/not-lobby/config
                #/device/lobby/config
                /device/lobby/config
                maskgate/lobby/availability
                """);
        assertThat(PublishedNames.descriptions(folder, "lobby").read())
                .containsExactly("homeassistant/device/lobby/config", "site/ha/device/lobby/config");
    }

    @Test
    void aDiskThatTakesNothingIsSaidOnceAndSoIsThatItDoesAgain(@TempDir Path folder) throws Exception {
        var state = folder.resolve("state");
        var kept = PublishedNames.cameras(state);
        try (var log = LogListener.to(PublishedNames.class, LogRecord::getLevel)) {
            kept.keep(Set.of("door"));
            kept.keep(Set.of("door"));
            assertThat(log.lines()).containsExactly(Level.WARNING);

            Files.createDirectory(state);
            kept.keep(Set.of("door"));
            kept.keep(Set.of("door", "gate"));
            assertThat(log.lines()).containsExactly(Level.WARNING, Level.INFO);
        }
        assertThat(PublishedNames.cameras(state).read()).containsExactly("door", "gate");
    }
}
