package io.maskgate.models.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.hw.inference.Precision;
import io.maskgate.models.adapt.WhoLabelled;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.metrics.DetectionEvaluator;
import io.maskgate.models.metrics.FaceMetrics;
import io.maskgate.models.metrics.LabelOrder;
import io.maskgate.models.pipeline.Verdict.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a model is worth on the old val and on the own one, before it was adapted and after. Besides mAP50, which sees the order of
 * scores, evaluations say what a gateway's threshold makes of them.
 */
final class BothVals {
    private static final String OLD = "old";
    private static final String OWN = "own";
    /** Evaluations of the model after, by the val; before, with a word in front. */
    private static final List<String> VALS = List.of(OLD, OWN);

    private static final String BEFORE = "before-";

    private static final double POINTS = 100;
    private static final String GATEWAY = String.format(Locale.ROOT, "%.1f", DetectionEvaluator.GATEWAY_SCORE);
    private static final String RECALL = "/gateway/recall";
    private static final String WRONG = "/gateway/false";
    /** Exchanges the first numbers of rows. */
    private static final String EXCHANGE = "sed -i 's/^0 /x /; s/^1 /0 /; s/^x /1 /' *.txt";

    private BothVals() {}

    /** Names of all evaluations, in order. */
    static List<String> results(PipelineRecipe.Quantise quantise) {
        return Stream.concat(before().stream(), after(quantise).stream()).toList();
    }

    /** Names of those of the model as it is. */
    static List<String> before() {
        return VALS.stream().map(BEFORE::concat).toList();
    }

    private static List<String> after(PipelineRecipe.Quantise quantise) {
        return quantise.samples() > 0
                ? Stream.concat(VALS.stream(), Stream.of(Quantising.OWN)).toList()
                : VALS;
    }

    /** The step that evaluates the candidate: by the own val its int8 too, which the old pictures alone made and judged. */
    static Step evaluate(Layout at, Path data, Path own, PipelineRecipe.Quantise quantise) {
        var whole = at.candidate(Precision.FP32);
        var int8 = at.candidate(Precision.INT8);
        boolean quantised = quantise.samples() > 0;
        var results = after(quantise).stream().map(at::evaluation).toList();
        return new Step("evaluate", quantised ? List.of(whole, int8) : List.of(whole), results, shell -> {
            Judging.evaluate(shell, at, whole, data, OLD);
            Judging.evaluate(shell, at, whole, own, OWN);
            if (quantised) {
                Judging.evaluate(shell, at, int8, own, Quantising.OWN);
            }
        });
    }

    /**
     * Before the night that the training takes.
     *
     * @param own the data set
     * @param model that is adapted
     * @param agree least share of the faces found whose labels are those that it sees
     * @return what to say where there are more, and yet less than half
     * @throws IOException where one of both vals seems to have its classes in the other order
     */
    static List<String> requireSameOrder(Layout at, Path own, String model, double agree) throws IOException {
        for (var val : ofPeople(own)) {
            var opposite = LabelOrder.opposite(faces(before(at, val)), model, agree);
            if (opposite.isPresent()) {
                boolean isMade = val.equals(OWN) && isOfDataLabel(own);
                // A folder of pictures is labelled anew by each run.
                String beside = own.startsWith(at.folder())
                        ? " beside the pictures that were given"
                        : " beside the pictures that data label was given, make the data set anew (data label --out)";
                throw new IOException(val + " val: " + opposite.get() + ": either the pictures are such as " + model
                        + " gets wrong, as samples of a gateway are: then set label.agree: 0; or the classes stand the"
                        + " other way round: then exchange the rows' first numbers (" + EXCHANGE + ")"
                        + (isMade ? beside : ", of train too")
                        + "; and begin in another folder");
            }
        }
        return doubts(at, own, model, agree);
    }

    /** What a verdict must say of labels of which the model before saw less than half so; nothing where any will do. */
    static List<String> doubts(Layout at, Path own, String model, double agree) throws IOException {
        var doubts = new ArrayList<String>();
        if (agree > 0) {
            for (var val : ofPeople(own)) {
                LabelOrder.opposite(faces(before(at, val)), model, LabelOrder.LEAST)
                        .ifPresent(found -> doubts.add(val + " val before any training: " + found
                                + ": either the pictures are such as it gets wrong, or labels are wrong"));
            }
        }
        return doubts;
    }

    /** Those that a person labelled, if only in part: what a model wrote has the classes in our order by itself. */
    private static List<String> ofPeople(Path own) throws IOException {
        var who = WhoLabelled.of(own, FaceDataset.read(own, Plan.VAL));
        return who.labelled() == who.pictures() ? List.of(OLD) : VALS;
    }

    /** Whether data label made the set: in its train labels of a model stand beside the owner's, and are right. */
    private static boolean isOfDataLabel(Path own) throws IOException {
        var summary = OwnVal.summary(own);
        return Files.exists(summary) && Judging.read(summary).has("pictures");
    }

    private static FaceMetrics faces(JsonNode evaluation) {
        var faces = evaluation.path("faces");
        int truths = faces.path("faces").asInt();
        int found = (int) Math.round(truths * faces.path("recall").asDouble());
        return new FaceMetrics(
                truths, found, (int) Math.round(found * faces.path("accuracy").asDouble()));
    }

    /** Those that a recipe asks for. */
    static List<Check> checks(Layout at, AdaptRecipe.Gate gate) throws IOException {
        var checks = new ArrayList<Check>();
        if (gate.labels() > 0) {
            for (var val : VALS) {
                double labels = after(at, val).at("/faces/accuracy").asDouble();
                checks.add(Check.atLeast(val + " val right labels", labels, gate.labels()));
            }
        }
        if (gate.mostFewer() < AdaptRecipe.Gate.ANY) {
            double least = before(at, OLD).at(RECALL).asDouble() - gate.mostFewer() / POINTS;
            double found = after(at, OLD).at(RECALL).asDouble();
            checks.add(Check.atLeast("old val faces found at " + GATEWAY, found, least));
        }
        return checks;
    }

    /** What a gateway will find, and find where nothing is; nothing of evaluations that were made before it was counted. */
    static List<String> notes(Layout at) throws IOException {
        var notes = new ArrayList<String>();
        for (var val : VALS) {
            var before = before(at, val);
            var after = after(at, val);
            if (before.at(WRONG).isNumber() && after.at(WRONG).isNumber()) {
                notes.add(String.format(
                        Locale.ROOT,
                        "%s val at a gateway's score of %s: %.4f of the faces found, %.4f before; detections that are no"
                                + " face of their label: %d, before %d",
                        val,
                        GATEWAY,
                        after.at(RECALL).asDouble(),
                        before.at(RECALL).asDouble(),
                        after.at(WRONG).asInt(),
                        before.at(WRONG).asInt()));
            }
        }
        return notes;
    }

    private static JsonNode before(Layout at, String val) throws IOException {
        return Judging.read(at.evaluation(BEFORE + val));
    }

    private static JsonNode after(Layout at, String val) throws IOException {
        return Judging.read(at.evaluation(val));
    }
}
