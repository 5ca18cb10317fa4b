package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.rollout.Agreement;
import io.maskgate.daemon.rollout.ModelLife;
import io.maskgate.daemon.rollout.RolloutStatus;
import io.maskgate.daemon.rollout.Stage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which models there are, and asking for another. */
class ModelsTest {
    private final Endpoints http = Endpoints.withoutPictures();
    private final FakeModels models = http.gateway.models;

    @AfterEach
    void close() {
        http.close();
    }

    private HttpResponse<byte[]> activate(String name) throws Exception {
        return http.send(http.web("/api/models/" + name + "/activate").POST(BodyPublishers.noBody()));
    }

    @Test
    void theModelThatServesComesFirstAndWhatIsBrokenIsNamed() throws Exception {
        assertThat(http.json(http.send(http.web("/api/models")))).isEqualTo(http.parse("""
                {"serving": "lightmask-320@0a1b2c3d",
                 "activation": {"state": "idle", "model": "", "before": "", "since": "2026-03-02T08:00:00Z", "detail": "",
                   "wished": false,
                   "agreement": {"frames": 0, "before": 0, "now": 0, "same": 0, "otherLabel": 0, "share": null}},
                 "canBeLeft": false, "canBeTried": false, "models": [{"name": "lightmask-320"}, {"name": "own"}],
                 "problems": ["model folder broken: expected fp32.onnx, fp16.onnx or int8.onnx, found none of them"]}"""));
    }

    @Test
    void anActivationIsAcceptedAndItsStateTold() throws Exception {
        models.answer = new ModelLife.Answer.Begun(FakeModels.status(Stage.LOADING, "own", "", Agreement.NONE));
        var response = activate("own");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(http.json(response).get("state").asText()).isEqualTo("loading");
        assertThat(models.asked).containsExactly("own");
    }

    @Test
    void oneThatIsInProgressIsAConflict() throws Exception {
        models.answer = new ModelLife.Answer.Busy("one activation at a time: model own is on probation");
        var response = activate("own");

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(http.json(response).get("detail").asText())
                .isEqualTo("one activation at a time: model own is on probation");
    }

    @Test
    void aModelThatIsNotThereIsSaid() throws Exception {
        models.answer = new ModelLife.Answer.Unknown("expected a model of the zoo, found nonsuch; there are own");
        var response = activate("nonsuch");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(http.json(response).get("type").asText()).isEqualTo("urn:maskgate:problem:no-model");
    }

    @Test
    void aModelThatWasRolledBackStandsInHealthAndLeavesTheGatewayReady() throws Exception {
        models.rollout = FakeModels.status(
                Stage.ROLLED_BACK, "own@11223344", "3 of 3 batches failed within 2 s", Agreement.NONE);
        var response = http.send(http.health("/health/ready"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(http.json(response).get("checks").get(5)).isEqualTo(http.parse("""
                {"name": "model", "status": "DOWN",
                 "data": {"activation": "rolled_back", "model": "own@11223344", "since": "2026-03-02T08:00:00Z",
                          "detail": "3 of 3 batches failed within 2 s", "required": false}}"""));
    }

    @Test
    void aWayBackThatSomebodyWantedIsNoTroubleInHealth() throws Exception {
        models.rollout = new RolloutStatus(
                Stage.ROLLED_BACK,
                "own@11223344",
                "lightmask-320@0a1b2c3d",
                FakeGateway.SINCE,
                "asked for by an operator",
                Agreement.NONE,
                true);

        assertThat(http.json(http.send(http.health("/health/ready")))
                        .get("checks")
                        .get(5))
                .isEqualTo(http.parse("""
                {"name": "model", "status": "UP",
                 "data": {"activation": "rolled_back", "model": "own@11223344", "since": "2026-03-02T08:00:00Z",
                          "detail": "asked for by an operator", "required": false}}"""));
        var told = http.json(http.send(http.web("/api/models"))).get("activation");
        assertThat(told.get("wished").asBoolean()).isTrue();
    }
}
