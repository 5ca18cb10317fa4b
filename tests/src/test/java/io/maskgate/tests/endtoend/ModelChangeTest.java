package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.MqttRecorder;
import io.maskgate.tests.support.Repository;
import io.maskgate.tests.support.RtspServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two models of the zoo take each other's place in front of real people. */
class ModelChangeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String CLIP = "press_masked";

    @Test
    void anotherModelTakesOverAndStaysOverARestartUntilTheConfigurationChanges(@TempDir Path folder) throws Exception {
        var clip = Repository.data("clips/" + CLIP + ".mp4");
        Assumptions.assumeTrue(
                clip.isPresent(), "real clips need a folder shared/data/clips in or beside the checkout");
        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var rtsp = RtspServer.serving(folder, Map.of("hall", clip.get()))) {
            var setup = new GatewaySetup(folder, "gate")
                    .broker(broker.url())
                    .camera("hall", rtsp.url("hall"))
                    .with("model:", "  name: lightmask-640x384", "  rollout:", "    probation: 10s");
            try (var gateway = GatewayProcess.start(setup)) {
                await("events of the first model")
                        .atMost(PATIENCE)
                        .until(() -> models(recorder).stream().anyMatch(tag -> tag.startsWith("lightmask-640x384@")));

                assertThat(gateway.post("/api/models/nonsuch/activate").statusCode())
                        .isEqualTo(404);
                var asked = gateway.post("/api/models/lightmask-320/activate");
                assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
                assertThat(gateway.post("/api/models/lightmask-320/activate").statusCode())
                        .isEqualTo(409);

                var compared = await("probation").atMost(PATIENCE).until(() -> activation(gateway), stage("probation"));
                assertThat(compared.at("/agreement/frames").asInt()).isPositive();
                assertThat(compared.at("/agreement/same").asInt()).isPositive();
                await("events of the second model")
                        .atMost(PATIENCE)
                        .until(() -> models(recorder).stream().anyMatch(tag -> tag.startsWith("lightmask-320@")));
                await("the end of probation").atMost(PATIENCE).until(() -> activation(gateway), stage("active"));
                await("the old engine to be freed")
                        .atMost(PATIENCE)
                        .until(() -> gateway.log().contains("is freed"));
                assertThat(gateway.log()).containsPattern("model lightmask-640x384@[0-9a-f]{8} is freed");
                assertThat(gateway.metrics())
                        .containsPattern("maskgate_model_serving\\{model=\"lightmask-320@[0-9a-f]{8}\"} 1.0")
                        .contains(
                                "maskgate_model_activation{state=\"active\"} 1.0",
                                "maskgate_model_activations_total{result=\"active\"} 1.0");
                assertThat(gateway.check("model").get("status").textValue()).isEqualTo("UP");
                await("the retained topic")
                        .atMost(PATIENCE)
                        .until(() -> recorder.latest(setup.topic("attributes"))
                                .filter(text -> text.contains("\"activation\":\"active\""))
                                .filter(text -> text.contains("\"model\":\"lightmask-320@"))
                                .isPresent());
                assertThat(gateway.metric("maskgate_frames_dropped_total{camera=\"hall\",reason=\"model\"}"))
                        .isZero();
            }
            try (var gateway = GatewayProcess.start(setup)) {
                assertThat(serving(gateway)).startsWith("lightmask-320@");
                var file = setup.folder().resolve("gate.yaml");
                var text = Files.readString(file);

                Files.writeString(file, text.replace("name: lightmask-640x384", "name: lightmask-320"));
                gateway.reload();
                await("the configuration to agree")
                        .atMost(PATIENCE)
                        .until(() -> gateway.log().contains("configuration reloaded: "));
                assertThat(serving(gateway)).startsWith("lightmask-320@");
                Files.writeString(file, text.replace("probation: 10s", "probation: 11s"));
                gateway.reload();
                await("the configured model")
                        .atMost(PATIENCE)
                        .until(() -> serving(gateway).startsWith("lightmask-640x384@"));
                await("the end of probation").atMost(PATIENCE).until(() -> activation(gateway), stage("active"));
                assertThat(gateway.log()).doesNotContain("fault");
            }
        }
    }

    private static Predicate<JsonNode> stage(String name) {
        return activation -> activation.get("state").textValue().equals(name);
    }

    private static JsonNode activation(GatewayProcess gateway) {
        return gateway.web("/api/models").get("activation");
    }

    private static String serving(GatewayProcess gateway) {
        return gateway.web("/api/models").get("serving").textValue();
    }

    private static List<String> models(MqttRecorder recorder) {
        return recorder.events().stream()
                .map(event -> event.json().get("model").textValue())
                .distinct()
                .toList();
    }
}
