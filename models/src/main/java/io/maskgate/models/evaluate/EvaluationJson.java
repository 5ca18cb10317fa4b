package io.maskgate.models.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.models.metrics.DetectionEvaluator;
import io.maskgate.models.metrics.FaceMetrics;
import io.maskgate.models.metrics.FaceSize;
import java.util.Locale;
import java.util.Map;

/** An evaluation as JSON ({@code maskgate.evaluation/1}): shares with four decimals, milliseconds with two. */
public final class EvaluationJson {

    private EvaluationJson() {}

    public static ObjectNode of(EvaluationResult result) {
        var report = result.report();
        var root = JsonNodeFactory.instance.objectNode();
        root.put("schema", "maskgate.evaluation/1");
        root.put("model", result.model().tag());
        root.putArray("input").add(result.model().width()).add(result.model().height());
        root.put("engine", result.engine());
        root.put("threads", result.threads());
        root.putObject("data")
                .put("split", result.split())
                .put("pictures", report.pictures())
                .put("unreadable", result.unreadable().size())
                .put("sha256", result.dataSha256());
        root.put("map50", share(report.map50()));
        root.put("map5095", share(report.map5095()));
        var classes = root.putObject("classes");
        report.classes()
                .forEach((label, metrics) -> classes.putObject(label.text())
                        .put("ap50", share(metrics.ap50()))
                        .put("ap5095", share(metrics.ap5095()))
                        .put("precision", share(metrics.precision()))
                        .put("recall", share(metrics.recall()))
                        .put("faces", metrics.truths()));
        root.putObject("faces")
                .put("accuracy", share(report.faceAccuracy()))
                .put("recall", share(report.faceRecall()))
                .put("faces", report.faces().truths())
                .put("score", hundredths(DetectionEvaluator.FACE_SCORE));
        sizes(root.putObject("sizes"), report.sizes());
        var gateway = faces(root.putObject("gateway"), report.gatewayFaces())
                .put("false", report.gatewayFalse())
                .put("score", hundredths(DetectionEvaluator.GATEWAY_SCORE));
        sizes(gateway.putObject("sizes"), report.gatewaySizes());
        var sources = root.putObject("sources");
        result.sources()
                .forEach((source, part) -> sources.putObject(source)
                        .put("map50", share(part.map50()))
                        .put("recall", share(part.faceRecall()))
                        .put("accuracy", share(part.faceAccuracy()))
                        .put("pictures", part.pictures())
                        .put("faces", part.faces().truths()));
        var times = result.milliseconds();
        var medians = root.putObject("milliseconds")
                .put("decode", hundredths(times.decode()))
                .put("letterbox", hundredths(times.letterbox()))
                .put("engine", hundredths(times.engine()))
                .put("selection", hundredths(times.selection()));
        if (result.threads() == 1) {
            medians.put("processor", hundredths(times.processor()));
        }
        return root;
    }

    public static String text(EvaluationResult result) {
        return of(result).toPrettyString();
    }

    private static void sizes(ObjectNode to, Map<FaceSize, FaceMetrics> sizes) {
        sizes.forEach((size, metrics) -> faces(to.putObject(size.name().toLowerCase(Locale.ROOT)), metrics));
    }

    private static ObjectNode faces(ObjectNode to, FaceMetrics metrics) {
        return to.put("recall", share(metrics.recall()))
                .put("accuracy", share(metrics.accuracy()))
                .put("faces", metrics.truths());
    }

    private static double share(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
