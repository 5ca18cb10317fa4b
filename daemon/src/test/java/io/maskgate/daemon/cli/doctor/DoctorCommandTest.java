package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.cli.Cli;
import io.maskgate.daemon.cli.Typed;
import io.maskgate.daemon.config.Listen;
import io.maskgate.daemon.demo.EmbeddedBroker;
import io.maskgate.daemon.logging.Redactor;
import io.maskgate.hw.inference.ModelZoo;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DoctorCommandTest {
    @TempDir
    Path folder;

    @Test
    void withoutAConfigurationHostJavaFfmpegAndModelAreChecked() {
        var typed = Typed.in("doctor");
        assertThat(typed.exit()).as(typed.out()).isZero();
        assertThat(typed.out())
                .containsPattern("ok +host +.* cores, .* GiB memory")
                .containsPattern("ok +java +.*25")
                .containsPattern("ok +ffmpeg")
                .containsPattern("ok +sqlite +loads")
                .containsPattern("ok +nvidia")
                .containsPattern("(ok|warning) +clock")
                .containsPattern("ok +model +probe@01234567, 64x32, onnxruntime cpu fp32");
    }

    @Test
    void aBrokerThatListensIsOkAndWhatFailsHasItsRemedy() throws Exception {
        try (var broker = EmbeddedBroker.start();
                var taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Path file = Files.writeString(folder.resolve("m.yaml"), """
                    gateway: g1
                    state: %s
                    mqtt:
                      url: mqtt://127.0.0.1:%d
                      version: 3.1.1
                    health:
                      listen: 127.0.0.1:%d
                    web:
                      listen: 127.0.0.1:0
                    cameras:
                      - id: door
                        url: rtsp://me:${env:PW}@127.0.0.1:1/s
                      - id: back
                        url: rtsp://127.0.0.1:1/s
                        enabled: false
                    """.formatted(
                            folder.resolve("state"), broker.port(), taken.getLocalPort()));
            var typed = Typed.in(Map.of("PW", "hunter2"), "doctor", "--json", "--config", file.toString());
            var checks = new HashMap<String, JsonNode>();
            var root = new JsonMapper().readTree(typed.out());
            root.path("checks").forEach(check -> checks.put(check.path("name").asText(), check));
            assertThat(checks.get("configuration").path("state").asText()).isEqualTo("ok");
            assertThat(checks.get("state").path("state").asText()).isEqualTo("ok");
            assertThat(checks.get("broker").path("state").asText()).isEqualTo("ok");
            assertThat(checks.get("broker").path("text").asText()).contains("took a message to maskgate/g1/doctor");
            assertThat(checks.get("libraries").path("text").asText())
                    .contains("libavcodec")
                    .contains("libonnxruntime");
            assertThat(checks.get("decoders").path("state").asText()).isEqualTo("ok");
            assertThat(checks.get("web port").path("state").asText()).isEqualTo("ok");
            assertThat(checks.get("health port").path("state").asText()).isEqualTo("warning");
            assertThat(checks.get("camera door").path("state").asText()).isEqualTo("failed");
            assertThat(checks.get("camera door").path("remedy").asText()).contains("check the camera's power");
            assertThat(checks.get("camera back").path("text").asText()).isEqualTo("disabled");
            assertThat(root.path("ok").asBoolean()).isFalse();
            assertThat(typed.exit()).isEqualTo(1);
            assertThat(typed.out()).doesNotContain("hunter2");
            assertThat(folder.resolve("state")).doesNotExist();
        }
    }

    /** Of some cameras the path is the secret. Without user and password it is another text than the placeholder's. */
    @Test
    void anAddressThatAPlaceholderFillsIsNotPrinted() throws Exception {
        Path file = Files.writeString(folder.resolve("m.yaml"), """
                gateway: g1
                state: %s
                mqtt:
                  url: mqtt://127.0.0.1:1
                cameras:
                  - id: door
                    url: ${env:DOOR}
                """.formatted(folder.resolve("state")));
        var typed = Typed.in(
                Map.of("DOOR", "rtsp://me:hunter2@127.0.0.1:1/live/5f3c9a"),
                "doctor",
                "--json",
                "--config",
                file.toString());
        var checks = new JsonMapper().readTree(typed.out()).path("checks");
        assertThat(checks)
                .filteredOn(check -> check.path("name").asText().equals("camera door"))
                .extracting(check -> check.path("state").asText())
                .containsExactly("failed");
        assertThat(typed.out()).doesNotContain("5f3c9a", "hunter2");
    }

    /** As where only the group may enter the folder, whoever asks here: nobody looks through a link to itself. */
    @Test
    void aConfigurationThatCannotBeLookedForIsNotSaidToBeAbsent() throws Exception {
        Path link = folder.resolve("link");
        var cli = new Cli(discarded(), discarded(), Map.of(), new ModelZoo(List.of(Typed.zoo())));
        var findings = new HashMap<String, Finding>();

        var read = new DoctorCommand(
                        cli, Files.createSymbolicLink(link, link).resolve("maskgate.yaml"), new ServiceUnit(folder))
                .configuration(findings, new Redactor(), new ArrayList<>());

        assertThat(read).isEmpty();
        assertThat(findings.get("configuration").state()).isEqualTo(Finding.State.FAILED);
        assertThat(findings.get("configuration").text()).contains("expected a readable configuration file");
        assertThat(findings.get("configuration").remedy()).isEqualTo("ask as root, or as who may read it");
    }

    private static PrintStream discarded() {
        return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    }

    @Test
    void aWarningHasItsOwnRemedyAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("m.yaml"), """
                gateway: g1
                state: %s
                mqtt:
                  url: mqtt://127.0.0.1:1
                privacy:
                  mode: aggregate
                  interval: 10m
                web:
                  enabled: false
                cameras:
                  - id: door
                    url: rtsp://127.0.0.1:1/s
                """.formatted(folder.resolve("state")));
        var out = Typed.in("doctor", "--config", file.toString()).out();
        assertThat(out)
                .containsPattern("warning +configuration +.*m.yaml:7: privacy.interval: .*; it works, but such counts")
                .doesNotContain("placeholder");
    }

    @Test
    void anAddressThatIsTakenMayBeTheGatewaysOwnAndAnotherFaultIsNot() throws Exception {
        try (var taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(ConfigChecks.port(new Listen("127.0.0.1", taken.getLocalPort()), 0))
                    .extracting(Finding::state)
                    .isEqualTo(Finding.State.WARNING);
        }
        assertThat(ConfigChecks.port(new Listen("192.0.2.1", 8081), 0))
                .isEqualTo(Finding.failed(
                        "192.0.2.1:8081 cannot be opened (Cannot assign requested address)",
                        "this machine has no such address: use one of its own, or 0.0.0.0 for all"));
        assertThat(ConfigChecks.port(new Listen("gate.invalid", 8081), 0).remedy())
                .isEqualTo("nobody knows that name here: write an address");
    }

    /** Whoever asks here may be root, who may open it. */
    @Test
    void aPortThatIsNotForTheServicesUserFails() throws Exception {
        assertThat(ConfigChecks.port(new Listen("127.0.0.1", 443), 1024))
                .isEqualTo(Finding.failed(
                        "127.0.0.1:443 cannot be opened by the service",
                        "ports below 1024 are not for the service's user: choose one from 1024 on"));
        assertThat(ConfigChecks.port(new Listen("127.0.0.1", 0), 1024).state()).isEqualTo(Finding.State.OK);
    }

    /** Most of what many cameras asked for was left out, and everything was called ok. */
    @Test
    void whatAllCamerasAskOfTheDetectorIsHeldAgainstTheTimeOfAPicture() throws Exception {
        String cameras = IntStream.range(0, 256)
                .mapToObj(i -> "  - {id: c%d, url: \"file:/nowhere/%d.mp4\", rate: 60}\n".formatted(i, i))
                .collect(Collectors.joining());
        Path file = Files.writeString(
                folder.resolve("m.yaml"),
                "gateway: g1\nstate: %s\nmqtt: {url: \"mqtt://127.0.0.1:1\"}\ncameras:\n%s"
                        .formatted(folder.resolve("state"), cameras));
        var typed = Typed.in("doctor", "--config", file.toString());
        assertThat(typed.out())
                .containsPattern("detector +a picture takes .* a second at most; the cameras ask for 15360")
                .containsPattern("camera c255 .*nowhere");
        assertThat(typed.err()).contains("looking at 256 streams, 16 at a time");
    }

    /** The clip is the one camera that is seen, as dear as the other. */
    @Test
    void whatAllCamerasTakeOfMemoryAndProcessorIsSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("m.yaml"), """
                gateway: g1
                state: %s
                mqtt:
                  url: mqtt://127.0.0.1:1
                cameras:
                  - id: clip
                    url: file:%s
                  - id: dark
                    url: file:/nowhere.mp4
                """.formatted(
                        folder.resolve("state"),
                        Path.of("src/test/resources/clips/narrow-pixels.mp4").toAbsolutePath()));
        assertThat(Typed.in("doctor", "--config", file.toString()).out())
                .containsPattern(
                        "memory +cameras: 2, with some 153 MB in all, if the others .*; the service may take \\d+ ")
                .containsPattern(
                        "decoding +all cameras together take some \\d+\\.\\d of \\d+ cores, if the others are like the 1 that");
    }

    @Test
    void aPrecisionThatTheModelHasNoFileOfFails() throws Exception {
        Path file = Files.writeString(folder.resolve("m.yaml"), """
                gateway: g1
                state: %s
                mqtt:
                  url: mqtt://127.0.0.1:1
                model:
                  engine: cpu
                  precision: int8
                cameras:
                  - id: door
                    url: rtsp://127.0.0.1:1/s
                """.formatted(folder.resolve("state")));
        assertThat(Typed.in("doctor", "--config", file.toString()).out())
                .containsPattern("failed +model +model probe in .*: expected int8.onnx");
    }

    @Test
    void aBrokenConfigurationFailsWithItsFaults() throws Exception {
        Path file = Files.writeString(folder.resolve("m.yaml"), "gateway: 5\n");
        var typed = Typed.in("doctor", "--config", file.toString());
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.out()).containsPattern("failed +configuration +.*m.yaml:1: ");
    }

    @Test
    void aCheckThatHangsIsGivenUpAndOneThatThrowsIsAFinding() throws Exception {
        var never = new CountDownLatch(1);
        var findings = new Examination(1, new Redactor())
                .run(
                        List.of(
                                new Check("hangs", Duration.ofMillis(50), () -> {
                                    never.await();
                                    return Finding.ok("");
                                }),
                                new Check("throws", Duration.ofSeconds(5), () -> {
                                    throw new IllegalStateException("rtsp://me:hunter2@cam broke");
                                }),
                                new Check("works", Duration.ofSeconds(5), () -> Finding.ok("fine"))),
                        List.of());
        assertThat(findings.get("hangs").state()).isEqualTo(Finding.State.FAILED);
        assertThat(findings.get("throws").text()).isEqualTo("rtsp://****@cam broke");
        assertThat(findings.get("works")).isEqualTo(Finding.ok("fine"));
        assertThat(findings.keySet()).containsExactly("hangs", "throws", "works");
    }
}
