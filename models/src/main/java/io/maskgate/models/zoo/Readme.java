package io.maskgate.models.zoo;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.calibrate.CalibratedWeights;
import io.maskgate.models.metrics.DetectionEvaluator;
import io.maskgate.models.metrics.FaceSize;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** {@code README.md} of a model: what the card says, for a person. Made from the card alone. */
final class Readme {
    private static final float GATEWAY_SCORE = DetectionEvaluator.GATEWAY_SCORE;

    /** A wall clock so much above the processor time is not the network's. */
    private static final double DISTURBED = 1.15;

    private final StringBuilder text = new StringBuilder();
    private final JsonNode card;

    private Readme(JsonNode card) {
        this.card = card;
    }

    static String of(JsonNode card) {
        var readme = new Readme(card);
        readme.head();
        readme.figures();
        readme.remains();
        readme.quantisation();
        readme.training();
        readme.files();
        return readme.text.toString();
    }

    private void head() {
        line("# %s", card.path("name").asText());
        line("");
        line(
                "Finds faces and tells `%s` from `%s`. Input %d x %d, %,d parameters, %.2f GFLOPs%s.",
                MaskLabel.FACEMASK.text(),
                MaskLabel.NO_FACEMASK.text(),
                card.at("/input/width").asInt(),
                card.at("/input/height").asInt(),
                card.path("parameters").asLong(),
                card.path("gflops").asDouble(),
                card.path("default").asBoolean() ? "; the model that is taken when nobody names one" : "");
        line("This page is written by `maskgate export --card` and `maskgate quantize`; the same in numbers is in"
                + " [card.json](card.json).");
    }

    private void figures() {
        line("");
        line("## How good it is");
        line("");
        if (isOfAnotherSet()) {
            line(
                    "Judged on another data set than the val below: %,d pictures.",
                    card.at("/metrics/0/data/pictures").asLong());
            line("");
        } else if (card.at("/data/val/labelled").asLong() > 0) {
            line(
                    "%,d of the %,d pictures of val are labelled by %s, not by a person: by these the figures say how near"
                            + " to that model it is.",
                    card.at("/data/val/labelled").asLong(),
                    card.at("/data/val/pictures").asLong(),
                    card.at("/data/val/labeller").asText());
            line("");
        }
        // A card of before it was measured has it not.
        boolean byGateway = card.at("/metrics/0/gateway").isObject();
        line(
                "| file | mAP50 | mAP50:95 | AP50 facemask | AP50 no facemask | label right | faces found |%s ms | CPU"
                        + " ms |",
                byGateway ? " found at " + GATEWAY_SCORE + " |" : "");
        line("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |%s", byGateway ? " ---: |" : "");
        for (var measured : card.path("metrics")) {
            line(
                    "| %s.onnx | %.4f | %.4f | %s | %s | %.4f | %.4f |%s %s | %.1f |",
                    measured.path("precision").asText(),
                    measured.path("map50").asDouble(),
                    measured.path("map5095").asDouble(),
                    ap50(measured, MaskLabel.FACEMASK),
                    ap50(measured, MaskLabel.NO_FACEMASK),
                    measured.at("/faces/accuracy").asDouble(),
                    measured.at("/faces/recall").asDouble(),
                    byGateway ? " " + share(measured.path("gateway"), "recall") + " |" : "",
                    wasDisturbed(measured)
                            ? "-"
                            : String.format(
                                    Locale.ROOT,
                                    "%.1f",
                                    measured.at("/milliseconds/engine").asDouble()),
                    measured.at("/milliseconds/processor").asDouble());
        }
        line("");
        line("*label right*: share of the found faces with the right label; *ms*: median of the network alone for"
                + " one picture");
        line(
                "on one thread of %s; *CPU ms*: processor time of network and NMS.",
                card.at("/metrics/0/machine").asText());
        line(
                "*faces found* and *label right* are at a score of %s or more; a gateway asks for %s unless it is told"
                        + " otherwise",
                DetectionEvaluator.FACE_SCORE, GATEWAY_SCORE);
        line("(`model.threshold`)%s.", byGateway ? "" : ", and finds fewer");
        if (metrics().anyMatch(Readme::wasDisturbed)) {
            line(
                    "*ms* is left out where it is well above the processor time: the machine was busy with something else.");
        }
        line("");
        line("Faces found by size (side of the square of equal area, pixels of the photograph):");
        line("");
        line("| file | below 16 | 16 to 48 | above 48 |");
        line("| --- | ---: | ---: | ---: |");
        for (var measured : card.path("metrics")) {
            String file = measured.path("precision").asText() + ".onnx";
            line("| %s%s |", file, bySize(measured));
            if (byGateway) {
                line("| %s, at %s%s |", file, GATEWAY_SCORE, bySize(measured.path("gateway")));
            }
        }
        line("");
        line("Measured by");
        line("");
        card.path("metrics")
                .forEach(measured -> line("    %s", measured.path("command").asText()));
    }

    private Stream<JsonNode> metrics() {
        return StreamSupport.stream(card.path("metrics").spliterator(), false);
    }

    /** Whether the one thread that it ran on waited while it was measured: it has no other reason to take longer. */
    private static boolean wasDisturbed(JsonNode measured) {
        double processor = measured.at("/milliseconds/processor").asDouble();
        return processor > 0 && measured.at("/milliseconds/engine").asDouble() > DISTURBED * processor;
    }

    private static String bySize(JsonNode found) {
        return Arrays.stream(FaceSize.values())
                .map(size -> found.path("sizes").path(size.name().toLowerCase(Locale.ROOT)))
                .map(faces -> " | " + share(faces, "recall"))
                .collect(Collectors.joining());
    }

    /** Whether the figures are not of the card's val: quantize measures them by the data it is given. */
    private boolean isOfAnotherSet() {
        var judged = card.at("/metrics/0/data/sha256");
        var val = card.at("/data/val/sha256");
        return judged.isTextual() && val.isTextual() && !judged.equals(val);
    }

    private static String ap50(JsonNode measured, MaskLabel label) {
        return share(measured.path("classes").path(label.text()), "ap50");
    }

    /** Of no faces it is 0 in the card, as if the model found none of them. */
    private static String share(JsonNode of, String figure) {
        boolean nothing = of.path("faces").isInt() && of.path("faces").intValue() == 0;
        return nothing
                ? "-"
                : String.format(Locale.ROOT, "%.4f", of.path(figure).asDouble());
    }

    /** Nothing where nobody looked. */
    private void remains() {
        if (card.path("remains").isEmpty()) {
            return;
        }
        line("");
        line("## What it still gets wrong");
        line("");
        card.path("remains").forEach(kind -> line("- %s", kind.asText()));
    }

    /** Nothing where the model has not been quantised. */
    private void quantisation() {
        var made = card.path("int8");
        if (made.isMissingNode()) {
            return;
        }
        line("");
        line("## Smaller precisions");
        line("");
        line("| file | MB | mAP50 against fp32 | allowed | passed | CPU ms, in turns |");
        line("| --- | ---: | ---: | ---: | --- | ---: |");
        line("| fp32.onnx | %.2f | | | | %.1f |", megabytes("fp32"), milliseconds("fp32"));
        for (String precision : List.of("fp16", "int8")) {
            var check = card.path(precision).path("check");
            line(
                    "| %s.onnx | %.2f | %+.4f | %+.4f | %s | %.1f |",
                    precision,
                    megabytes(precision),
                    check.path("difference").asDouble(),
                    check.path("allowed").asDouble(),
                    check.path("passed").asBoolean() ? "yes" : "no",
                    milliseconds(precision));
        }
        int operations = made.path("operations").asInt();
        line("");
        line(
                "%d of %d operations in int8; ranges by %s over %d pictures. mAP50 of int8 is the lower one of both"
                        + " readings, this",
                operations,
                operations + made.path("left_in_float").size(),
                made.path("ranges").asText(),
                made.path("pictures").asInt());
        line("CPU's and TensorRT's. Made by");
        line("");
        line("    %s", made.path("command").asText());
        notFaster();
    }

    /** Nothing where int8 is faster, or the card is of before it said so. */
    private void notFaster() {
        var reasons = card.at("/speed/int8_not_faster");
        if (reasons.isEmpty()) {
            return;
        }
        line("");
        line("int8 is not faster than fp32 on %s:", card.at("/speed/machine").asText());
        line("");
        reasons.forEach(reason -> line("- %s", reason.asText()));
    }

    private double milliseconds(String precision) {
        return card.path("speed").path("processor_ms").path(precision).asDouble();
    }

    private double megabytes(String precision) {
        return card.path("bytes").path(precision + ".onnx").asLong() / 1e6;
    }

    private void training() {
        line("");
        line("## How it was made");
        line("");
        line(
                "`%s`, trained for %d epochs on",
                card.path("architecture").asText(), card.at("/training/epochs").asInt());
        line("");
        line("| split | pictures | facemask | no facemask |");
        line("| --- | ---: | ---: | ---: |");
        card.path("data").properties().forEach(entry -> {
            var split = entry.getValue();
            if (split.isObject()) {
                line(
                        "| %s | %,d | %,d | %,d |",
                        entry.getKey(),
                        split.path("pictures").asLong(),
                        split.path(MaskLabel.FACEMASK.text()).asLong(),
                        split.path(MaskLabel.NO_FACEMASK.text()).asLong());
            }
        });
        line("");
        String epoch = card.at("/training/epoch_of_weights").asText();
        line(
                epoch.contains("+")
                        ? "The recipe is in the card. The weights are the mean of several (best epochs %s); val chose"
                        : "The recipe is in the card. The weights are those of the epoch with the best mAP50 on val (epoch %s):"
                                + " val chose",
                epoch);
        line(isOfAnotherSet() ? "them." : "them, so that figures on val are a little flattered.");
        if (card.at("/training/teachers").isArray()) {
            line("");
            line("Taught by %s.", card.at("/training/teacher").asText());
        }
        calibration();
        if (card.path("sha256").has(ZooEntry.CURVE_PICTURE)) {
            line("");
            line("![learning curve](%s)", ZooEntry.CURVE_PICTURE);
        }
        line("");
        line("## The data");
        line("");
        line("%s", card.at("/data/provenance").asText());
    }

    /** Nothing where scores are as they were trained. */
    private void calibration() {
        var calibration = card.at("/training/calibration");
        if (!calibration.isTextual()) {
            return;
        }
        String how = card.at("/training/calibrated").asText("on val");
        line("");
        line(
                how.equals(CalibratedWeights.AS_BEFORE)
                        ? "Scores keep the calibration of the model this one began with, since its pictures could not give"
                                + " another: %2$s."
                        : "Scores were made probabilities %1$s (`maskgate calibrate`): %2$s.",
                how,
                calibration.textValue());
    }

    private void files() {
        line("");
        line("## Files");
        line("");
        line("| file | sha256 |");
        line("| --- | --- |");
        card.path("sha256")
                .properties()
                .forEach(sum ->
                        line("| %s | `%s` |", sum.getKey(), sum.getValue().asText()));
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
