package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.models.data.FaceDataset;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.Repository;
import io.maskgate.tests.support.RtspServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From real people before a camera to the reader of the training side. */
class SamplesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String STORED = "maskgate_stored_pictures";
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

    @Test
    void hardFacesAreStoredSealedAndReadByTheTrainingSide(@TempDir Path folder) throws Exception {
        var clip = Repository.data("clips/putting_mask_on.mp4");
        Assumptions.assumeTrue(
                clip.isPresent(), "real clips need a folder shared/data/clips in or beside the checkout");
        var out = folder.resolve("own");
        var key = Files.writeString(folder.resolve("key"), "07".repeat(32));
        try (var broker = Mosquitto.open(folder);
                var rtsp = RtspServer.serving(folder, Map.of("hall", clip.get()))) {
            var setup = new GatewaySetup(folder, "gate")
                    .broker(broker.url())
                    .camera("hall", rtsp.url("hall"), "rate: 10")
                    .with("privacy:", "  mode: pictures", "pictures:", "  events: true", "  key: ${file:" + key + "}");
            try (var gateway = GatewayProcess.start(setup)) {
                await("pictures of faces, and their ends")
                        .atMost(PATIENCE)
                        .until(() -> samples(setup.state(), "-sample-") >= 4 && samples(setup.state(), "-event-") >= 2);
                assertThat(gateway.metric(STORED)).isPositive();
                assertThat(gateway.metric(STORED + "_fates_total{fate=\"failed\"}"))
                        .isZero();
                gateway.terminate(Duration.ofSeconds(20));
            }
            try (var files = Files.list(setup.state().resolve("pictures"))) {
                for (var file : files.toList()) {
                    assertThat(text(Files.readAllBytes(file)))
                            .startsWith("MGP1")
                            .doesNotContain("hall", "facemask", text(JPEG));
                }
            }
            var run = GatewayProcess.run(
                    folder,
                    "samples",
                    "export",
                    "--config",
                    setup.folder().resolve("gate.yaml").toString(),
                    "--out",
                    out.toString(),
                    "--events");
            assertThat(run.exit()).as(run.output()).isZero();
            assertThat(run.output()).contains(" 0 left out");

            var faces = new ArrayList<Long>();
            int labelled = 0;
            for (var split : new String[] {"train", "val"}) {
                var data = FaceDataset.read(out, split);
                assertThat(data.problems()).isEmpty();
                labelled += data.size();
                data.images().forEach(image -> assertThat(image.faces()).isNotEmpty());
                faces.add(data.faces(0) + data.faces(1));
            }
            assertThat(labelled).as(run.output()).isPositive();
            assertThat(faces.stream().mapToLong(Long::longValue).sum()).isGreaterThanOrEqualTo(labelled);

            var other = new GatewaySetup(folder, "gate").sharingStateOf(setup).broker(broker.url());
            other.camera("hall", rtsp.url("hall"));
            try (var gateway = GatewayProcess.start(other)) {
                assertThat(samples(setup.state(), ".mgp")).isZero();
                assertThat(gateway.log()).contains("stored pictures of an earlier time were deleted");
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static long samples(Path state, String kind) throws IOException {
        var folder = state.resolve("pictures");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().contains(kind))
                    .count();
        }
    }
}
