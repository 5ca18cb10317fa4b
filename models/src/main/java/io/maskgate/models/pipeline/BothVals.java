package io.maskgate.models.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.models.metrics.FaceMetrics;
import io.maskgate.models.metrics.LabelOrder;
import java.io.IOException;
import java.util.List;

/** What a model is worth on the old val and on the own one, before it was adapted and after. */
final class BothVals {
    /** Evaluations of the model after, by the val; before, with a word in front. */
    private static final List<String> VALS = List.of("old", "own");

    private static final String BEFORE = "before-";

    private BothVals() {}

    /**
     * Before the night that the training takes.
     *
     * @param model that is adapted
     * @throws IOException where one of both vals seems to have its classes in the other order
     */
    static void requireSameOrder(Layout at, String model, AdaptRecipe.Label label) throws IOException {
        for (var val : VALS) {
            var opposite = LabelOrder.opposite(faces(before(at, val)), model, label.agree());
            if (opposite.isPresent()) {
                throw new IOException(val + " val: " + opposite.get()
                        + ": where they stand the other way round, exchange the rows' first numbers, of train too"
                        + " (sed -i 's/^0 /x /; s/^1 /0 /; s/^x /1 /' *.txt); where they are right, set label.agree: 0;"
                        + " and begin in another folder");
            }
        }
    }

    private static FaceMetrics faces(JsonNode evaluation) {
        var faces = evaluation.path("faces");
        int truths = faces.path("faces").asInt();
        int found = (int) Math.round(truths * faces.path("recall").asDouble());
        return new FaceMetrics(
                truths, found, (int) Math.round(found * faces.path("accuracy").asDouble()));
    }

    private static JsonNode before(Layout at, String val) throws IOException {
        return Judging.read(at.evaluation(BEFORE + val));
    }
}
