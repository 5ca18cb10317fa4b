package io.maskgate.daemon.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.daemon.rollout.Agreement;
import io.maskgate.daemon.rollout.ModelLife;
import io.maskgate.daemon.rollout.RolloutStatus;
import io.maskgate.daemon.rollout.Stage;
import io.maskgate.hw.inference.ModelCard;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.ZooModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Models whose every state a test can set. */
final class FakeModels implements ModelLife {
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile JsonNode card = ApiJson.object().put("name", "lightmask-320");
    volatile RolloutStatus rollout = status(Stage.IDLE, "", "", Agreement.NONE);
    volatile Answer answer = new Answer.Busy("one activation at a time");

    static RolloutStatus status(Stage stage, String model, String detail, Agreement agreement) {
        return new RolloutStatus(
                stage,
                model,
                model.isEmpty() ? "" : "lightmask-320@0a1b2c3d",
                FakeGateway.SINCE,
                detail,
                agreement,
                false);
    }

    @Override
    public String serving() {
        return "lightmask-320@0a1b2c3d";
    }

    @Override
    public RolloutStatus rollout() {
        return rollout;
    }

    @Override
    public boolean canBeLeft() {
        return rollout.isTrouble();
    }

    @Override
    public Listing listing() {
        var files = Map.of(Precision.FP32, Path.of("fp32.onnx"));
        var first = new ModelCard("lightmask-320", false, List.of(), Map.of(), card);
        return new Listing(
                List.of(
                        new ZooModel("lightmask-320", Path.of("lightmask-320"), files, Optional.of(first)),
                        new ZooModel("own", Path.of("own"), files, Optional.empty())),
                List.of("model folder broken: expected fp32.onnx, fp16.onnx or int8.onnx, found none of them"),
                false);
    }

    @Override
    public Answer activate(String name) {
        asked.add(name);
        return answer;
    }
}
