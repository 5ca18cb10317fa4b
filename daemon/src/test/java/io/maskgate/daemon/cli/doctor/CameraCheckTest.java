package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.SecretSources;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CameraCheckTest {
    @TempDir
    Path folder;

    /** A minute goes by in a second and a half. */
    private static final class Hurried implements MediaClock {
        private final MediaClock real = MediaClock.system();
        private final long begin = real.nanos();

        @Override
        public long nanos() {
            return begin + 40 * (real.nanos() - begin);
        }

        @Override
        public Instant wall() {
            return real.wall();
        }
    }

    private GatewayConfig.Camera camera(String url, String more) throws IOException {
        Path file = Files.writeString(folder.resolve("m.yaml"), """
                gateway: g1
                state: %s
                mqtt:
                  url: mqtt://127.0.0.1:1
                cameras:
                  - id: door
                    url: %s
                    %s
                """.formatted(folder.resolve("state"), url, more));
        return switch (ConfigReader.read(file, new SecretSources(Map.of()))) {
            case ConfigResult.Valid valid -> valid.config().cameras().getFirst();
            case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
        };
    }

    private static CameraCheck check(GatewayConfig.Camera camera) {
        return new CameraCheck(camera, HardwareDecoders.none(), new Hurried(), OptionalInt.empty());
    }

    /** A camera that the gateway waits for was failed after eight seconds. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2s  | no stream within 8 s
            30s | no stream within 30 s
            5m  | no stream within 60 s; doctor does not wait longer than 60 s, the gateway does
            """)
    void aCameraHasAsLongToConnectAsTheGatewayGivesItUpToAMinute(String configured, String said) throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var camera = camera("rtsp://127.0.0.1:" + silent.getLocalPort() + "/x", "connect-timeout: " + configured);

            var finding = check(camera).look(camera.url());

            assertThat(finding.state()).isEqualTo(Finding.State.FAILED);
            assertThat(finding.text()).endsWith("/x: " + said);
            assertThat(finding.remedy()).contains("check the camera's power");
        }
    }

    /** To connect, the first picture, one more or eight seconds of them, and a second to spare. */
    @ParameterizedTest
    @CsvSource({"2s, 2s, 8, 25", "30s, 45s, 45, 121", "5m, 1h, 60, 181", "10s, 20s, 20, 51"})
    void aPictureMayTakeAsLongAsInTheGatewayUpToAMinute(String connect, String stall, long picture, long deadline)
            throws Exception {
        var camera = camera("rtsp://127.0.0.1/x", "connect-timeout: " + connect + "\n    stall-after: " + stall);
        var check = check(camera);
        assertThat(check.spec(camera.url()).readTimeout()).isEqualTo(Duration.ofSeconds(picture));
        assertThat(check.deadline()).isEqualTo(Duration.ofSeconds(deadline));
    }

    /** It named MemoryMax= alone, and who doubled that got not one camera more. */
    @Test
    void whatHelpsWhereMemoryIsUsedUpNamesEachBound() {
        assertThat(CameraCheck.remedy(VideoException.Reason.EXHAUSTED))
                .contains("maxPhysicalBytes", "MemoryHigh=", "MemoryMax=", "How many cameras")
                .contains("give the machine or the container more memory; where the machine has it, raise");
    }

    /** The page had the bounds first and whatever the machine has: whoever raised them had the kernel end the process. */
    @ParameterizedTest
    @CsvSource({
        "words-en.json, Configure fewer cameras, give the machine or the container more memory",
        "words-zh.json, 减少摄像机数量, 为机器或容器增加内存"
    })
    void soDoesThePage(String words, String fewer, String memory) throws Exception {
        try (var page = CameraCheck.class.getResourceAsStream("/web/" + words)) {
            assertThat(new JsonMapper().readTree(page).path("remedy.exhausted").asText())
                    .containsSubsequence(fewer, memory, "maxPhysicalBytes")
                    .contains("MemoryHigh", "MemoryMax", "How many cameras", "TasksMax");
        }
    }
}
