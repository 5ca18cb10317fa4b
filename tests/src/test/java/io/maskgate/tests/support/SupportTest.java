package io.maskgate.tests.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts the end-to-end tests stand on, each by itself. */
class SupportTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Path folder;

    SupportTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theRtspServerOffersH264AndComesBackAtItsPort() throws Exception {
        var clip = Clip.lobby(folder);
        try (var server = RtspServer.serving(folder, Map.of("lobby", clip.mp4()))) {
            assertThat(server.describe("lobby"))
                    .startsWith("RTSP/1.0 200 OK")
                    .contains("m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/90000", "sprop-parameter-sets=");
            assertThat(server.describe("other")).startsWith("RTSP/1.0 404");

            server.kill();
            server.restart();

            assertThat(server.describe("lobby")).startsWith("RTSP/1.0 200 OK");
        }
    }

    @Test
    void theGuardedRtspServerAsksWhoIsThere() throws Exception {
        var clip = Clip.lobby(folder);
        try (var server = RtspServer.guarded(folder, "viewer:right", Map.of("lobby", clip.mp4()))) {
            assertThat(server.describe("lobby")).startsWith("RTSP/1.0 401 Unauthorized");
        }
    }

    @Test
    void theRecorderHearsWhatWasSaidWhileTheBrokerWasGoneAndBack() throws Exception {
        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker)) {
            recorder.publish("a/first", "1");
            await().atMost(SOON).until(() -> recorder.said("a/first").size() == 1);

            broker.kill();
            await().atMost(SOON).until(() -> !recorder.connected());
            broker.restart();
            await().atMost(SOON).until(recorder::connected);
            recorder.publish("a/second", "2");

            await().atMost(SOON).until(() -> recorder.said("a/second").size() == 1);
            // At least once: the broker may have died before it wrote down that the first was acknowledged.
            assertThat(recorder.messages())
                    .extracting(MqttRecorder.Message::topic)
                    .startsWith("a/first")
                    .endsWith("a/second")
                    .containsOnly("a/first", "a/second");
        }
    }

    @Test
    void theGuardedBrokerHasItsCertificateSignedByItsAuthority() throws Exception {
        try (var broker = Mosquitto.guarded(folder, "maskgate", "secret")) {
            assertThat(broker.url()).startsWith("mqtts://localhost:");
            assertThat(Files.readString(broker.ca())).startsWith("-----BEGIN CERTIFICATE-----");
        }
    }

    @Test
    void aGatewayLoadsTheLibrariesThatLieThereAndUnpacksNone() throws Exception {
        var setup = new GatewaySetup(folder, "gate")
                .broker("mqtt://127.0.0.1:1")
                .camera("door", "rtsp://127.0.0.1:1/x", "enabled: false");
        try (var gateway = GatewayProcess.start(setup)) {
            for (var library : List.of("libonnxruntime", "libsqlitejdbc")) {
                assertThat(gateway.loaded(library))
                        .isNotEmpty()
                        .allSatisfy(file -> assertThat(file).hasParent(Unpacked.FOLDER));
            }
        }
    }

    /** A test run in a terminal that is closed. */
    @Test
    void childrenEndWithTheirParentWhereNobodyClosesThem() throws Exception {
        var run = new ProcessBuilder(
                "env",
                "--default-signal=HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TestRun.class.getName(),
                folder.resolve("child.log").toString());
        try (var parent = new Child("test run", folder.resolve("parent.log"), run)) {
            await("the child").atMost(SOON).until(() -> parent.output().endsWith("\n"));
            var child =
                    ProcessHandle.of(Long.parseLong(parent.output().strip())).orElseThrow();
            try {
                parent.signal("HUP");

                assertThat(parent.exit(SOON)).as(parent::tail).isPresent();
                // One that has ended has no program, even where nobody asked how it ended.
                await("its end").atMost(SOON).until(() -> child.info().command().isEmpty());
            } finally {
                child.destroyForcibly();
            }
        }
    }

    static final class TestRun {
        private TestRun() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (var child = new Child("child", Path.of(arguments[0]), new ProcessBuilder("sleep", "1000"))) {
                System.out.println(child.pid());
                new CountDownLatch(1).await();
            }
        }
    }

    @Test
    void theClipKnowsWhoseFaceABoxIs() throws Exception {
        var truth = """
                {"schema":"maskgate.truth/1","width":640,"height":360,"fps":10,"frames":40,"people":[
                  {"id":1,"label":"no facemask","first":0.5,"last":2.0,"changes":[{"at":1.0,"label":"facemask"}],
                   "boxes":[[5,100,100,140,150,1.0],[20,200,100,240,150,1.0]]}]}
                """;
        var clip = Clip.parse(folder.resolve("x.mp4"), new ObjectMapper().readTree(truth));

        var person = clip.whose(new Rect(102, 101, 141, 149), 0.6, 0.2);

        assertThat(person).hasValueSatisfying(one -> {
            assertThat(one.labelAt(0.9)).isEqualTo("no facemask");
            assertThat(one.labelAt(1.0)).isEqualTo("facemask");
        });
        assertThat(clip.whose(new Rect(102, 101, 141, 149), 2.0, 0.2)).isEmpty();
        assertThat(clip.length()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void anEventIsReadByItsContract() {
        var event = SeenEvent.parse("""
                {"schema":"maskgate.event/1","id":"0190","type":"new","gateway":"g","camera":"c","track":"t","seq":1,
                 "label":"facemask","score":0.97,"box":[1,2,30,40],"frame":[640,360],"zones":[],
                 "at":"2026-01-01T00:00:02.500Z","since":"2026-01-01T00:00:02Z","model":"m@12345678"}
                """);

        assertThat(event.box()).isEqualTo(new Rect(1, 2, 30, 40));
        assertThat(Duration.between(event.since(), event.at())).isEqualTo(Duration.ofMillis(500));
        assertThat(event.since()).isEqualTo(Instant.parse("2026-01-01T00:00:02Z"));
    }
}
