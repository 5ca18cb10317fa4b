package io.maskgate.models.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.hw.inference.Precision;
import io.maskgate.models.adapt.WhoLabelled;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.files.Folders;
import io.maskgate.models.files.JsonFile;
import io.maskgate.models.zoo.LabelledVal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The end of a run: evaluate the candidate, hold it against the gate, put it into the run's zoo. */
final class Judging {
    private static final double POINTS = 100;

    private Judging() {}

    /** @param trained the step whose weights are judged */
    static List<Step> steps(
            Layout at, String trained, Path data, List<Precision> precisions, PipelineRecipe.Gate gate) {
        var files = precisions.stream().map(at::candidate).toList();
        var results =
                precisions.stream().map(each -> at.evaluation(each.text())).toList();
        var judged = new ArrayList<>(results);
        judged.addAll(List.of(at.card(), at.calibrated(trained), at.dataCheck()));
        return List.of(
                new Step("evaluate", files, results, shell -> {
                    for (var precision : precisions) {
                        evaluate(shell, at, at.candidate(precision), data, precision.text());
                    }
                }),
                new Step(
                        "gate",
                        judged,
                        List.of(at.gate()),
                        _ -> new Verdict(checks(at, precisions, gate), notes(at, trained)).write(at.gate())));
    }

    private static List<String> notes(Layout at, String trained) throws IOException {
        var notes = new ArrayList<>(Checking.notes(at));
        notes.addAll(Calibrating.notes(at, trained));
        notes.addAll(Comparing.notes(at, Plan.TEACHER, Plan.STUDENT));
        return notes;
    }

    /** Evaluates a model's file on val, its result and curves under a name of their own. */
    static void evaluate(Shell shell, Layout at, Path onnx, Path data, String name) throws IOException {
        String json = shell.run(List.of(
                "evaluate",
                "--model",
                onnx,
                "--data",
                data,
                "--split",
                Plan.VAL,
                "--json",
                "--curves",
                at.curves(name)));
        AtomicFile.write(at.evaluation(name), json);
    }

    private static List<Verdict.Check> checks(Layout at, List<Precision> precisions, PipelineRecipe.Gate gate)
            throws IOException {
        var card = read(at.card());
        var checks = new ArrayList<Verdict.Check>();
        double whole = 0;
        for (var precision : precisions) {
            var result = read(at.evaluation(precision.text()));
            double map50 = result.path("map50").asDouble();
            if (precision == Precision.FP32) {
                whole = map50;
                checks.add(Verdict.Check.atLeast("fp32 mAP50", map50, gate.map50()));
                checks.add(Verdict.Check.atLeast(
                        "fp32 right labels", result.at("/faces/accuracy").asDouble(), gate.labels()));
            } else {
                checks.add(Verdict.Check.atLeast(precision.text() + " mAP50", map50, whole - gate.mostLoss() / POINTS));
                checks.add(quantised(precision, card.path(precision.text()).path("check")));
            }
        }
        return checks;
    }

    /** What quantize found: of int8 in both readings, of which this machine's engine knows one. */
    private static Verdict.Check quantised(Precision precision, JsonNode found) {
        return new Verdict.Check(
                precision.text() + " mAP50 as quantize judged it",
                found.path("map50").asDouble(),
                found.path("fp32_map50").asDouble() + found.path("allowed").asDouble(),
                found.path("passed").asBoolean());
    }

    static JsonNode read(Path json) throws IOException {
        return JsonFile.read(json, "remove it, and the step that made it is done anew");
    }

    /**
     * Copies the candidate into the run's zoo if it passed; a model that did not is not put anywhere, and leaves it where it
     * did before.
     *
     * @param err is told where an entry is taken out, and where one was quantized again since and stays
     */
    static void publish(Layout at, PrintWriter err) throws IOException {
        if (!Verdict.read(at.gate()).passed()) {
            if (Files.exists(at.zoo())) {
                Folders.delete(at.zoo());
                err.println(at.zoo() + ": passed once and does not any more, so it is taken out; the model lies in "
                        + at.candidate());
            }
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(at.candidate())) {
            // The card last: with it the entry is whole.
            files = all.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing((Path file) -> file.equals(at.card()))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
        if (isOfTheseWeights(at)) {
            for (var file : files) {
                if (!isSame(file, published(at, file))) {
                    err.println(
                            at.zoo() + ": expected what is in " + at.candidate()
                                    + ", found it changed since, as quantize does: it stays as it is; remove it for the candidate's");
                    return;
                }
            }
            return;
        }
        for (var file : files) {
            AtomicFile.write(published(at, file), Files.readAllBytes(file));
        }
    }

    /** Brings an entry that was published up to date, one that was quantized again since too: whose the labels are it shares. */
    static void relabel(Layout at, WhoLabelled who) throws IOException {
        if (isOfTheseWeights(at)) {
            LabelledVal.update(at.zoo(), who);
        }
    }

    /** Whether the entry is there, in whatever precisions. */
    private static boolean isOfTheseWeights(Layout at) throws IOException {
        var onnx = at.candidate(Precision.FP32);
        var weights = at.candidate().resolve("weights.safetensors");
        return Files.exists(published(at, at.card()))
                && isSame(onnx, published(at, onnx))
                && isSame(weights, published(at, weights));
    }

    private static boolean isSame(Path file, Path other) throws IOException {
        return Files.exists(file) && Files.exists(other) && Files.mismatch(file, other) < 0;
    }

    private static Path published(Layout at, Path file) {
        return at.zoo().resolve(file.getFileName());
    }
}
