package io.maskgate.models.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.models.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code report.html}: all of a run on one page, which can be sent on. Charts only: no photograph gets into it.
 *
 * @param steps of the run, in order
 * @param results names of the evaluations, in order
 */
record Report(Layout at, List<Step> steps, List<String> results, Verdict verdict) {
    void write() throws IOException {
        var page = new Html(at.name());
        page.line(
                verdict.passed()
                        ? "Passed the gate: the model is in " + at.folder().relativize(at.zoo()) + "."
                        : "Did not pass the gate: there is no zoo entry.",
                verdict.passed() ? "passed" : "failed");
        verdict.checks().forEach(check -> page.line(check.toString(), check.passed() ? "passed" : "failed"));
        verdict.notes().forEach(note -> page.line(note, "note"));
        figures(page);
        learning(page);
        curves(page);
        data(page);
        account(page);
        AtomicFile.write(at.report(), page.page());
    }

    private void figures(Html page) throws IOException {
        var rows = new ArrayList<List<String>>();
        for (String name : results) {
            var result = Judging.read(at.evaluation(name));
            rows.add(List.of(
                    name,
                    share(result.path("map50")),
                    share(result.path("map5095")),
                    share(result.at("/classes/facemask"), "ap50"),
                    share(result.at("/classes/no facemask"), "ap50"),
                    share(result.at("/faces/accuracy")),
                    share(result.at("/faces/recall")),
                    measured(result.at("/gateway/recall"), "%.4f"),
                    measured(result.at("/gateway/false"), "%.0f"),
                    share(result.at("/sizes/small"), "recall"),
                    share(result.at("/sizes/medium"), "recall"),
                    share(result.at("/sizes/large"), "recall"),
                    String.format(
                            Locale.ROOT,
                            "%.2f",
                            result.at("/milliseconds/processor").asDouble())));
        }
        page.heading("Measured on val")
                .table(
                        List.of(
                                "",
                                "mAP50",
                                "mAP50:95",
                                "AP50 facemask",
                                "AP50 no facemask",
                                "label right at 0.25",
                                "found at 0.25",
                                "found at 0.7",
                                "false at 0.7",
                                "below 16 px",
                                "16 to 48",
                                "above 48",
                                "CPU ms"),
                        rows)
                .line(
                        "Faces found and labels right are at a score of 0.25 or more, by size too; a gateway asks for 0.7"
                                + " unless told otherwise. False is a detection that found no face of its label.",
                        "step");
    }

    private void learning(Html page) throws IOException {
        page.heading("Learning curves");
        for (var step : steps) {
            if (Files.exists(at.training(step.name()).resolve("curve.csv"))) {
                page.picture(at.curve(step.name()), "learning curve of step " + step.name());
            }
        }
    }

    private void curves(Html page) throws IOException {
        page.heading("Precision over recall");
        for (String name : results) {
            page.picture(at.curves(name).resolve("classes.png"), name + ", by class")
                    .picture(at.curves(name).resolve("sizes.png"), name + ", by size");
        }
    }

    private void data(Html page) throws IOException {
        page.heading("Data");
        if (Files.exists(at.dataCheck())) {
            page.code(Files.readString(at.dataCheck()));
        }
        page.code(Files.readString(at.folder().resolve("run.json")));
        var summary = OwnVal.summary(at.folder().resolve("own"));
        if (Files.exists(summary)) {
            page.code(labelling(Judging.read(summary)));
        }
        page.heading("Scores").code(Files.readString(at.calibration()));
    }

    /** What became of own pictures, without the sums that tell a later change. */
    private static String labelling(JsonNode summary) {
        var told = (ObjectNode) summary.deepCopy();
        told.remove("content");
        if (told.path("judging") instanceof ObjectNode judging) {
            judging.remove("boxes");
        }
        return told.toPrettyString();
    }

    private void account(Html page) throws IOException {
        page.heading("Steps");
        var log = new StepLog(at.folder());
        for (var step : steps) {
            var entry = log.entry(step.name());
            var commands = new StringBuilder();
            entry.path("commands")
                    .forEach(line -> commands.append(line.asText()).append('\n'));
            page.line(
                    String.format(
                            Locale.ROOT,
                            "%s: %.1f s",
                            step.name(),
                            entry.path("seconds").asDouble()),
                    "step");
            if (!commands.isEmpty()) {
                page.code(commands.toString());
            }
        }
        page.heading("Recipes");
        for (Path recipe : recipes()) {
            page.line(recipe.getFileName().toString(), "step").code(Files.readString(recipe));
        }
    }

    private List<Path> recipes() throws IOException {
        try (var files = Files.list(at.folder().resolve("recipes"))) {
            return files.sorted().toList();
        }
    }

    /** Of no faces it is 0 in the result, as if the model found none of them. */
    private static String share(JsonNode of, String figure) {
        boolean nothing = of.path("faces").isInt() && of.path("faces").intValue() == 0;
        return nothing ? "-" : share(of.path(figure));
    }

    /** An evaluation of before it was measured has it not. */
    private static String measured(JsonNode value, String format) {
        return value.isNumber() ? String.format(Locale.ROOT, format, value.asDouble()) : "-";
    }

    private static String share(JsonNode value) {
        return String.format(Locale.ROOT, "%.4f", value.asDouble());
    }
}
