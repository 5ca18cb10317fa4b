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

class PublishedCamerasTest {
    @Test
    void whatIsNoNameOfACameraIsNotTakenForOne(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("published"), "door\n\n../door\ngate_2\n#\n");
        assertThat(new PublishedCameras(file).read()).containsExactly("door", "gate_2");
    }

    @Test
    void aDiskThatTakesNothingIsSaidOnceAndSoIsThatItDoesAgain(@TempDir Path folder) throws Exception {
        var state = folder.resolve("state");
        var kept = new PublishedCameras(state.resolve("published"));
        try (var log = LogListener.to(PublishedCameras.class, LogRecord::getLevel)) {
            kept.keep(Set.of("door"));
            kept.keep(Set.of("door"));
            assertThat(log.lines()).containsExactly(Level.WARNING);

            Files.createDirectory(state);
            kept.keep(Set.of("door"));
            kept.keep(Set.of("door", "gate"));
            assertThat(log.lines()).containsExactly(Level.WARNING, Level.INFO);
        }
        assertThat(new PublishedCameras(state.resolve("published")).read()).containsExactly("door", "gate");
    }
}
