package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.MqttRecorder;
import io.maskgate.tests.support.Repository;
import io.maskgate.tests.support.RtspServer;
import io.maskgate.tests.support.SeenEvent;
import io.maskgate.tests.support.Tracks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real people, where the clips are at hand: four cameras at one gateway. Nobody labelled them, so that little is certain. */
class RealClipsTest {
    private static final List<String> CLIPS =
            List.of("backs_no_faces", "three_people_no_mask", "two_heads_turning_no_mask", "press_masked");

    @Test
    void backsYieldNothingBareFacesNoMaskAndMaskedOnesMostlyMasks(@TempDir Path folder) throws Exception {
        var files = new LinkedHashMap<String, Path>();
        for (var clip : CLIPS) {
            Repository.data("clips/" + clip + ".mp4").ifPresent(file -> files.put(clip, file));
        }
        Assumptions.assumeTrue(
                files.size() == CLIPS.size(), "real clips need a folder shared/data/clips in or beside the checkout");

        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var rtsp = RtspServer.serving(folder, files)) {
            var setup = new GatewaySetup(folder, "gate").broker(broker.url());
            files.keySet().forEach(clip -> setup.camera(clip, rtsp.url(clip)));
            try (var gateway = GatewayProcess.start(setup)) {
                files.keySet().forEach(clip -> gateway.awaitCamera(clip, "online"));
                // The longest clip once, the others two to four times.
                await("24 s of the longest clip")
                        .atMost(Duration.ofSeconds(120))
                        .until(() -> frames(gateway, "backs_no_faces") >= 24 * 10);

                var labels = newLabels(recorder.events());
                assertThat(labels.get("backs_no_faces")).isNull();
                assertThat(labels.get("three_people_no_mask"))
                        .hasSizeGreaterThanOrEqualTo(3)
                        .containsOnly("no facemask");
                assertThat(labels.get("two_heads_turning_no_mask"))
                        .hasSizeGreaterThanOrEqualTo(2)
                        .containsOnly("no facemask");
                var press = labels.get("press_masked");
                assertThat(press).hasSizeGreaterThanOrEqualTo(4);
                assertThat(press.stream().filter("facemask"::equals).count())
                        .as("masked of %s", press)
                        .isGreaterThanOrEqualTo(Math.round(0.8 * press.size()));
            }
        }
    }

    private static double frames(GatewayProcess gateway, String camera) {
        return gateway.metrics()
                .lines()
                .filter(line -> line.startsWith("maskgate_frames_decoded_total{camera=\"" + camera + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static Map<String, List<String>> newLabels(List<SeenEvent> events) {
        var labels = new LinkedHashMap<String, List<String>>();
        for (var track : Tracks.of(events).all()) {
            var first = track.getFirst();
            labels.merge(first.camera(), List.of(first.label()), RealClipsTest::joined);
        }
        return labels;
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
