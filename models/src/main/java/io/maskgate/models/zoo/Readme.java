package io.maskgate.models.zoo;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.metrics.FaceSize;
import java.util.Locale;

/** {@code README.md} of a model: what the card says, for a person. */
final class Readme {
    private final StringBuilder text = new StringBuilder();
    private final Facts facts;

    private Readme(Facts facts) {
        this.facts = facts;
    }

    static String of(Facts facts) {
        var readme = new Readme(facts);
        readme.head();
        readme.metrics();
        readme.training();
        readme.files();
        return readme.text.toString();
    }

    private void head() {
        line("# %s", facts.name());
        line("");
        line(
                "Finds faces and tells `%s` from `%s`. Input %d x %d, %,d parameters, %.2f GFLOPs%s.",
                MaskLabel.FACEMASK.text(),
                MaskLabel.NO_FACEMASK.text(),
                facts.width(),
                facts.height(),
                facts.cost().parameters(),
                facts.cost().gflops(),
                facts.isDefault() ? "; the model that is taken when nobody names one" : "");
        line("This page is written by `maskgate export --card`; the same in numbers is in [card.json](card.json).");
    }

    private void metrics() {
        line("");
        line("## How good it is");
        line("");
        line("| file | mAP50 | mAP50:95 | AP50 facemask | AP50 no facemask | label right | faces found | ms | CPU"
                + " ms |");
        line("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (var measured : facts.results()) {
            var report = measured.result().report();
            line(
                    "| %s.onnx | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.1f | %.1f |",
                    measured.precision(),
                    report.map50(),
                    report.map5095(),
                    report.ap50(MaskLabel.FACEMASK),
                    report.ap50(MaskLabel.NO_FACEMASK),
                    report.faceAccuracy(),
                    report.faceRecall(),
                    measured.result().milliseconds().engine(),
                    measured.result().milliseconds().processor());
        }
        line("");
        line("*label right*: share of the found faces with the right label; *ms*: median of the network alone for"
                + " one picture");
        line("on one thread of %s; *CPU ms*: processor time of network and NMS.", facts.machine());
        line("");
        line("Faces found by size (side of the square of equal area, pixels of the photograph):");
        line("");
        line("| file | below 16 | 16 to 48 | above 48 |");
        line("| --- | ---: | ---: | ---: |");
        for (var measured : facts.results()) {
            var sizes = measured.result().report().sizes();
            line(
                    "| %s.onnx%s |",
                    measured.precision(),
                    java.util.Arrays.stream(FaceSize.values())
                            .map(size -> String.format(
                                    Locale.ROOT, " | %.4f", sizes.get(size).recall()))
                            .reduce("", String::concat));
        }
        line("");
        line("Measured by");
        line("");
        facts.results().forEach(measured -> line("    %s", measured.command()));
    }

    private void training() {
        line("");
        line("## How it was made");
        line("");
        line("`%s`, trained for %d epochs on", facts.network().architecture(), facts.epochs());
        line("");
        line("| split | pictures | facemask | no facemask |");
        line("| --- | ---: | ---: | ---: |");
        facts.splits()
                .forEach((split, data) ->
                        line("| %s | %,d | %,d | %,d |", split, data.size(), data.faces(0), data.faces(1)));
        line("");
        var epoch = facts.weights().getOrDefault("epoch", "unknown");
        line(
                epoch.contains("+")
                        ? "The recipe is in the card. The weights are the mean of those of several runs (best epochs %s); val chose"
                        : "The recipe is in the card. The weights are those of the epoch with the best mAP50 on val (epoch %s):"
                                + " val chose",
                epoch);
        line("them, so that figures on val are a little flattered.");
        var calibration = facts.weights().get("calibration");
        if (calibration != null) {
            line("");
            line("Scores were made probabilities on val (`maskgate calibrate`): %s.", calibration);
        }
        if (facts.sha256().containsKey(ZooEntry.CURVE_PICTURE)) {
            line("");
            line("![learning curve](%s)", ZooEntry.CURVE_PICTURE);
        }
        line("");
        line("## The data");
        line("");
        line("%s", facts.provenance());
    }

    private void files() {
        line("");
        line("## Files");
        line("");
        line("| file | sha256 |");
        line("| --- | --- |");
        facts.sha256().forEach((file, sum) -> line("| %s | `%s` |", file, sum));
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
