package io.maskgate.models.evaluate;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.metrics.ClassMetrics;
import io.maskgate.models.metrics.DetectionEvaluator;
import io.maskgate.models.metrics.FaceMetrics;
import java.util.Locale;

/** An evaluation as a table for a person. */
public final class EvaluationText {
    private final StringBuilder text = new StringBuilder();

    private EvaluationText() {}

    public static String of(EvaluationResult result) {
        var table = new EvaluationText();
        table.write(result);
        return table.text.toString();
    }

    private void write(EvaluationResult result) {
        var model = result.model();
        var report = result.report();
        line(
                "%s  %dx%d  %s, %d %s",
                model.tag(),
                model.width(),
                model.height(),
                result.engine(),
                result.threads(),
                result.threads() == 1 ? "thread" : "threads");
        line(
                "%s: %d pictures, %d faces",
                result.split(), report.pictures(), report.faces().truths());
        line("");
        line("%-14s %7s %9s %10s %8s %7s", "", "AP50", "AP50:95", "precision", "recall", "faces");
        report.classes()
                .forEach((label, metrics) -> line(
                        "%-14s %7s %9s %10s %8s %7d",
                        label.text(),
                        ap50(metrics),
                        share(metrics.ap5095(), metrics.truths()),
                        share(metrics.precision(), metrics.confident()),
                        share(metrics.recall(), metrics.truths()),
                        metrics.truths()));
        int faces = report.faces().truths();
        line("%-14s %7s %9s", "mean", share(report.map50(), faces), share(report.map5095(), faces));
        line("(precision and recall at score %.2f)", DetectionEvaluator.WORKING_SCORE);
        line("");
        String asked = String.format(Locale.ROOT, "at %.2f", DetectionEvaluator.GATEWAY_SCORE);
        line("%-14s %7s %9s %7s %8s", "faces", "found", "label ok", "faces", asked);
        report.sizes()
                .forEach((size, metrics) -> writeFaces(
                        size.name().toLowerCase(Locale.ROOT),
                        metrics,
                        report.gatewaySizes().getOrDefault(size, metrics)));
        writeFaces("all", report.faces(), report.gatewayFaces());
        line(
                "(found and label ok at score %.2f; %s: found at the score that a gateway asks for by default;",
                DetectionEvaluator.FACE_SCORE, asked);
        line("small is below 16 px, large above 48 px)");
        line("");
        writeSources(result);
        var times = result.milliseconds();
        line(
                "ms per picture (medians): engine %.2f; decode %.2f, letterbox %.2f, selection %.2f%s",
                times.engine(),
                times.decode(),
                times.letterbox(),
                times.selection(),
                result.threads() == 1 ? String.format(Locale.ROOT, "; processor %.2f", times.processor()) : "");
        if (!result.unreadable().isEmpty()) {
            line("%d pictures could not be read", result.unreadable().size());
        }
    }

    private void writeFaces(String which, FaceMetrics faces, FaceMetrics byGateway) {
        line("%-14s %7s %9s %7d %8s", which, recall(faces), accuracy(faces), faces.truths(), recall(byGateway));
    }

    private void writeSources(EvaluationResult result) {
        if (result.sources().isEmpty()) {
            return;
        }
        line(
                "%-14s %9s %12s %7s %9s %9s %7s",
                "source", "facemask", "no facemask", "found", "label ok", "pictures", "faces");
        result.sources()
                .forEach((source, report) -> line(
                        "%-14s %9s %12s %7s %9s %9d %7d",
                        source.isEmpty() ? "(no name)" : source,
                        ap50(report.of(MaskLabel.FACEMASK)),
                        ap50(report.of(MaskLabel.NO_FACEMASK)),
                        recall(report.faces()),
                        accuracy(report.faces()),
                        report.pictures(),
                        report.faces().truths()));
        line("(by the pictures' names; AP50 of each class)");
        line("");
    }

    private static String ap50(ClassMetrics metrics) {
        return share(metrics.ap50(), metrics.truths());
    }

    private static String recall(FaceMetrics faces) {
        return share(faces.recall(), faces.truths());
    }

    private static String accuracy(FaceMetrics faces) {
        return share(faces.accuracy(), faces.matched());
    }

    /** @param among how many it is a share of: of none it is not 0 but nothing that could be told */
    private static String share(double value, int among) {
        return among == 0 ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
