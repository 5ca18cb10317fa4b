package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.MqttRecorder;
import io.maskgate.tests.support.RtspServer;
import io.maskgate.tests.support.SeenEvent;
import io.maskgate.tests.support.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same lobby as cameras of other kinds send it, each decoded adaptively: key frames until somebody comes. */
class CodecsTest {
    @Test
    void facesAreFoundInH265AndMjpegAndOverUdp(@TempDir Path folder) throws Exception {
        Path lobby = Clip.lobby(folder).mp4();
        var clips = new LinkedHashMap<String, Path>();
        // RTP carries no Huffman tables, so they must be the standard ones. A key frame a second, B frames between:
        // what the default of a key frame every two does to 3 s of a face is
        // the policy's business, not the codecs'.
        clips.put(
                "h265",
                encode(
                        lobby,
                        folder.resolve("h265.mp4"),
                        "-c:v",
                        "libx265",
                        "-preset",
                        "ultrafast",
                        "-x265-params",
                        "keyint=25:bframes=2:log-level=error",
                        "-tag:v",
                        "hvc1"));
        clips.put(
                "mjpeg",
                encode(
                        lobby,
                        folder.resolve("mjpeg.mp4"),
                        "-c:v",
                        "mjpeg",
                        "-huffman",
                        "default",
                        "-q:v",
                        "4",
                        "-r",
                        "10"));
        clips.put(
                "udp", encode(lobby, folder.resolve("udp.mp4"), "-c:v", "libx264", "-preset", "ultrafast", "-g", "25"));

        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var rtsp = RtspServer.serving(folder, clips)) {
            var setup = new GatewaySetup(folder, "gate").broker(broker.url());
            for (var name : clips.keySet()) {
                String transport = name.equals("udp") ? "udp" : "tcp";
                setup.camera(name, rtsp.url(name), "transport: " + transport, "decode: {policy: adaptive}");
            }
            try (var gateway = GatewayProcess.start(setup)) {
                clips.keySet().forEach(name -> gateway.awaitCamera(name, "online"));
                await("a face from each camera")
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(recorder.events())
                                .filteredOn(event -> event.type().equals("new"))
                                .extracting(SeenEvent::camera)
                                .containsAll(clips.keySet()));
                assertThat(gateway.metric("maskgate_frames_left_total")).isPositive();
            }
        }
    }

    private static Path encode(Path clip, Path target, String... options) throws Exception {
        var command = new ArrayList<>(List.of(
                Tools.ffmpeg().toString(),
                "-nostdin",
                "-loglevel",
                "error",
                "-y",
                "-t",
                "9",
                "-i",
                clip.toString(),
                "-an",
                "-vf",
                "scale=960:540",
                "-pix_fmt",
                "yuv420p"));
        command.addAll(List.of(options));
        command.add(target.toString());
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).as("exit code of " + command).isZero();
        return target;
    }
}
