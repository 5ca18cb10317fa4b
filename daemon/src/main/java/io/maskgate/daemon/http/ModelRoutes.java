package io.maskgate.daemon.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.daemon.rollout.ModelLife;
import io.maskgate.daemon.rollout.RolloutStatus;
import io.maskgate.hw.inference.ZooModel;
import java.util.List;
import java.util.Map;

/** The models at hand, and going over from one to another. */
final class ModelRoutes {
    private final ModelLife models;

    ModelRoutes(ModelLife models) {
        this.models = models;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/models", Route.JSON, this::list),
                new Route("POST", "/api/models/{name}/activate", Right.OPERATE, List.of(Route.JSON), this::activate));
    }

    private Reply list(Call call) {
        var json = ApiJson.object();
        json.put("serving", models.serving());
        // Sums over all cameras tell of those that are not there for him, and problems of the box.
        boolean all = call.caller().cameras().all();
        json.set("activation", json(all ? models.rollout() : models.rollout().discreet()));
        json.put("canBeLeft", models.canBeLeft());
        var listing = models.listing();
        json.put("canBeTried", listing.canBeTried());
        var cards = json.putArray("models");
        listing.models().forEach(model -> cards.add(card(model)));
        var problems = json.putArray("problems");
        if (all) {
            listing.problems().forEach(problems::add);
        }
        return Reply.json(json);
    }

    private static ObjectNode card(ZooModel model) {
        return model.card()
                .map(card -> (ObjectNode) card.document().deepCopy())
                .orElseGet(() -> ApiJson.object().put("name", model.name()));
    }

    private Reply activate(Call call) {
        return switch (models.activate(call.parameter("name"))) {
            case ModelLife.Answer.Begun begun -> Reply.json(202, json(begun.status()));
            case ModelLife.Answer.Unknown unknown ->
                new Reply.Problem(404, "no-model", "No such model", unknown.detail(), Map.of());
            case ModelLife.Answer.Busy busy -> new Reply.Problem(409, "activation", "Not now", busy.detail(), Map.of());
        };
    }

    static ObjectNode json(RolloutStatus status) {
        var json = ApiJson.object();
        json.put("state", status.stage().text());
        json.put("model", status.model());
        json.put("before", status.before());
        json.put("since", status.since().toString());
        json.put("detail", status.detail());
        json.put("wished", status.wished());
        var agreement = status.agreement();
        var compared = json.putObject("agreement")
                .put("frames", agreement.frames())
                .put("before", agreement.before())
                .put("now", agreement.now())
                .put("same", agreement.same())
                .put("otherLabel", agreement.otherLabel());
        agreement.share().ifPresentOrElse(share -> compared.put("share", share), () -> compared.putNull("share"));
        return json;
    }
}
