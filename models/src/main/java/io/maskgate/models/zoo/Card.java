package io.maskgate.models.zoo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.hw.inference.Letterbox;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.evaluate.EvaluationJson;
import java.io.IOException;
import java.util.List;

/** {@code card.json}, {@code maskgate.card/1}. */
final class Card {
    private Card() {}

    static ObjectNode of(Facts facts) throws IOException {
        var card = JsonNodeFactory.instance.objectNode();
        card.put("schema", "maskgate.card/1");
        card.put("name", facts.name());
        if (facts.isDefault()) {
            card.put("default", true);
        }
        card.put("task", "faces with and without a face mask");
        var labels = card.putArray("labels");
        MaskLabel.texts().forEach(labels::add);
        card.putObject("input")
                .put("width", facts.width())
                .put("height", facts.height())
                .put("layout", "uint8 NHWC RGB")
                .put("padding", Letterbox.PAD);
        card.put("architecture", facts.network().architecture());
        card.put("parameters", facts.cost().parameters());
        card.put("gflops", Math.round(facts.cost().gflops() * 1000) / 1000.0);
        var sums = card.putObject("sha256");
        facts.sha256().forEach(sums::put);
        var training = card.putObject("training");
        training.put("epochs", facts.epochs());
        training.put("epoch_of_weights", facts.weights().getOrDefault("epoch", "unknown"));
        for (var key : List.of("calibration", "calibrated")) {
            if (facts.weights().containsKey(key)) {
                training.put(key, facts.weights().get(key));
            }
        }
        var teachers = Taught.of(facts.weights());
        training.put("teacher", Taught.words(teachers));
        if (!teachers.isEmpty()) {
            training.set("teachers", Taught.json(teachers));
        }
        training.set("recipe", facts.recipe());
        if (!facts.remains().isEmpty()) {
            facts.remains().forEach(card.putArray("remains")::add);
        }
        data(facts, card.putObject("data"));
        metrics(facts, card);
        return card;
    }

    private static void data(Facts facts, ObjectNode data) {
        facts.splits().forEach((split, dataset) -> {
            var counts = data.putObject(split).put("pictures", dataset.size());
            for (var label : MaskLabel.values()) {
                counts.put(label.text(), dataset.faces(label.ordinal()));
            }
            counts.put("sha256", dataset.sha256());
        });
        if (facts.labels().labelled() > 0) {
            data.withObject("/val")
                    .put("labelled", facts.labels().labelled())
                    .put("labeller", facts.labels().labeller());
        }
        data.put("provenance", facts.provenance());
    }

    private static void metrics(Facts facts, ObjectNode card) {
        var metrics = card.putArray("metrics");
        facts.results().forEach(measured -> metrics.add(metrics(measured, facts.machine())));
    }

    /** One entry of {@code metrics}. */
    static ObjectNode metrics(Facts.Measured measured, String machine) {
        var entry = JsonNodeFactory.instance.objectNode();
        entry.put("precision", measured.precision());
        entry.put("command", measured.command());
        entry.put("machine", machine);
        entry.setAll(EvaluationJson.of(measured.result()));
        return entry;
    }

    /** As it stands in the file. */
    static String text(ObjectNode card) {
        return card.toPrettyString() + "\n";
    }
}
