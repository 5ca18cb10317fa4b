package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a Jetson the decoders are in the system's FFmpeg: it takes the place of the bundled one where that is asked for. */
class SystemFfmpegTest {
    /** Of FFmpeg 7, which the bindings are made for. */
    private static final String LIBRARY = "libavcodec.so.61";

    @Test
    void theSystemsFfmpegDecodesInPlaceOfTheBundledOne(@TempDir Path folder) throws Exception {
        var library = Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")
                .map(place -> Path.of(place, LIBRARY))
                .filter(Files::exists)
                .findFirst();
        assumeTrue(library.isPresent(), "a system FFmpeg of version 7 needs: apt-get install -y ffmpeg (Debian 13)");
        var options = "-Dorg.bytedeco.javacpp.pathsFirst=true -Djava.library.path="
                + library.orElseThrow().getParent();
        var setup = new GatewaySetup(folder, "gate")
                .broker("mqtt://localhost:1")
                .environment(Map.of("JDK_JAVA_OPTIONS", options))
                .camera("door", "file:" + Clip.lobby(folder).mp4(), "loop: true");

        try (var gateway = GatewayProcess.start(setup)) {
            gateway.awaitCamera("door", "online");
            await("faces")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !gateway.recentEvents().isEmpty());

            assertThat(gateway.hasLoaded(library.orElseThrow())).isTrue();
        }
    }
}
