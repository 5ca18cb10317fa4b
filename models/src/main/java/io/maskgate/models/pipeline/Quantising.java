package io.maskgate.models.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.hw.inference.CpuPrecision;
import io.maskgate.hw.inference.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The step that makes the candidate's smaller precisions. */
final class Quantising {
    /** Name of the evaluation of int8 on own pictures. */
    static final String OWN = "own-int8";

    private static final double POINTS = 100;

    private Quantising() {}

    /**
     * What loses too much is written all the same, so that it can be evaluated and told; its card holds it back.
     *
     * @param data calibrates it, and judges it against float32
     */
    static Step step(Layout at, Path data, PipelineRecipe.Quantise settings) {
        var smaller = List.of(at.candidate(Precision.FP16), at.candidate(Precision.INT8));
        return new Step(
                "quantise",
                List.of(at.candidate(Precision.FP32)),
                smaller,
                shell -> shell.run(List.of(
                        "quantize",
                        "--model",
                        at.candidate(),
                        "--calibration",
                        data,
                        "--samples",
                        settings.samples(),
                        "--most-loss",
                        settings.mostLoss(),
                        "--accept-loss")));
    }

    /**
     * Of an adapted model, which is kept whatever its int8 is worth: where a gateway will run it in float32, and where nobody
     * knows how int8 runs there.
     *
     * @param published whether there is a zoo entry to quantize
     */
    static List<String> notes(Layout at, PipelineRecipe.Quantise settings, boolean published) throws IOException {
        if (settings.samples() == 0) {
            return List.of("float32 alone: a processor that is made for int8 runs that in about half the time; set"
                    + " quantise.samples" + (published ? ", or: " + command(at) : ""));
        }
        var notes = new ArrayList<String>();
        if (!passed(Judging.read(at.card()))) {
            notes.add("int8 loses more than " + settings.mostLoss()
                    + " points against float32, so that gateways will run it in float32");
        }
        notes.addAll(ofSpeed(at, published));
        return notes;
    }

    /**
     * Of a model that passed: where int8, whose ranges were measured on old pictures and judged by these, is worth less on own
     * ones, and gateways take it all the same.
     *
     * @param own what was adapted to
     * @param old the data set that it was quantized by
     */
    static List<String> ofOwn(Layout at, PipelineRecipe.Quantise settings, Path own, Path old) throws IOException {
        double whole = map50(at, "own");
        double before = map50(at, "before-own");
        double int8 = map50(at, OWN);
        boolean loses = Verdict.isBelow(int8, whole - settings.mostLoss() / POINTS)
                // What was gained is lost again.
                || Verdict.isBelow(int8, before) && !Verdict.isBelow(whole, before);
        if (!loses || !passed(Judging.read(at.card()))) {
            return List.of();
        }
        return List.of(String.format(
                Locale.ROOT,
                "int8 has mAP50 %.4f on the own val, where float32 has %.4f and had %.4f before: set model.precision: fp32 at"
                        + " the gateway, or measure its ranges on own pictures: maskgate quantize --model %s --calibration"
                        + " %s --data %s; then: maskgate evaluate --model %s --precision int8 --data %s",
                int8,
                whole,
                before,
                at.zoo(),
                own,
                old,
                at.zoo(),
                own));
    }

    private static double map50(Layout at, String evaluation) throws IOException {
        return Judging.read(at.evaluation(evaluation)).path("map50").asDouble();
    }

    /**
     * Where int8 says little of a gateway, whether or not it lost too much.
     *
     * @param published whether there is a zoo entry to quantize
     */
    static List<String> ofSpeed(Layout at, boolean published) throws IOException {
        var card = Judging.read(at.card());
        var speed = card.path("speed");
        String machine = speed.path("machine").asText();
        String remedy = published ? "; quantize again on a machine like the gateway's: " + command(at) : "";
        boolean multipliesBytes = speed.path("multiplies_bytes").asBoolean(true);
        var notes = new ArrayList<String>();
        if (passed(card) && multipliesBytes && !isFaster(speed.path("processor_ms"))) {
            notes.add("int8 passed but was not faster on " + machine
                    + ", so that gateways will run the model in float32" + remedy);
        }
        if (!multipliesBytes) {
            notes.add("int8 was judged and timed on " + machine + ", which has none of " + CpuPrecision.byteProducts()
                    + ", without one of which no gateway takes it by itself" + remedy);
        }
        return notes;
    }

    private static String command(Layout at) {
        return "maskgate quantize --model " + at.zoo() + " --calibration DATA";
    }

    private static boolean passed(JsonNode card) {
        return card.path(Precision.INT8.text()).at("/check/passed").asBoolean();
    }

    private static boolean isFaster(JsonNode millis) {
        return millis.path(Precision.INT8.text()).asDouble()
                < millis.path(Precision.FP32.text()).asDouble();
    }
}
