package io.maskgate.models.zoo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.hw.inference.CpuPrecision;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.evaluate.EvaluationResult;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.files.JsonFile;
import io.maskgate.models.quantise.NotFaster;
import io.maskgate.models.quantise.Quantised;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The smaller precisions of a model that is there already: its files, and what its card says of them.
 *
 * @param folder the model's
 * @param name the model's
 * @param began what they are made of, and judged against
 */
public record QuantisedEntry(Path folder, String name, Snapshot began) {
    private static final int SENSITIVE_SHOWN = 10;
    private static final List<Precision> MADE = List.of(Precision.FP16, Precision.INT8);

    /**
     * Of the model as it is now: to be asked for before its weights are read.
     *
     * @throws IOException naming the file that cannot be read
     */
    public static QuantisedEntry of(Path folder, String name) throws IOException {
        return new QuantisedEntry(
                folder, name, Snapshot.of(folder, List.of(ZooEntry.WEIGHTS, Precision.FP32.fileName())));
    }

    /**
     * Puts the files into the folder; a card that is there is brought up to date and the page for a person with it.
     *
     * @param work where fp16.onnx and int8.onnx lie
     * @param command that made them, as a person types it
     * @param features instructions of the processor they were measured on, as the kernel names them
     * @throws IOException naming the file that cannot be read or written, or one of the model that is another by now
     */
    public void write(Quantised quantised, Path work, String command, Set<String> features) throws IOException {
        var files = MADE.stream().map(Precision::fileName).collect(Collectors.toMap(name -> name, work::resolve));
        began.requireUnchanged("quantize again");
        UnderWay.begin(folder, QuantisedCard.of(folder), files, List.of(), QuantisedCard.KEYS);
        for (var precision : MADE) {
            String made = precision.fileName();
            AtomicFile.write(folder.resolve(made), Files.readAllBytes(work.resolve(made)));
        }
        var file = folder.resolve("card.json");
        if (Files.exists(file)) {
            var card = JsonFile.read(file, QuantisedCard.REMEDY);
            update(card, quantised, command, features);
            AtomicFile.write(folder.resolve("README.md"), Readme.of(card));
            AtomicFile.write(file, Card.text(card));
        }
    }

    private void update(ObjectNode card, Quantised quantised, String command, Set<String> features) throws IOException {
        var sums = card.withObject("/sha256");
        var bytes = card.putObject("bytes");
        for (var precision : Precision.values()) {
            String file = precision.fileName();
            sums.put(file, Sha256.of(folder.resolve(file)));
            bytes.put(file, Files.size(folder.resolve(file)));
        }
        metrics(card, quantised.results());
        for (var precision : MADE) {
            check(card.putObject(precision.text()).putObject("check"), quantised, precision);
        }
        quantisation(card.withObject("/int8"), quantised, command);
        speed(card.putObject("speed"), quantised, command, features);
    }

    /** Replaces what was measured before, in the order of the precisions. */
    private void metrics(ObjectNode card, Map<Precision, EvaluationResult> results) {
        var metrics = card.putArray("metrics");
        for (var precision : Precision.values()) {
            var result = results.get(precision);
            if (result != null) {
                metrics.add(Card.metrics(ZooEntry.measured(name, precision, result), ZooEntry.machine()));
            }
        }
    }

    private static void check(ObjectNode check, Quantised quantised, Precision precision) {
        check.put("split", quantised.signed().split());
        check.put("fp32_map50", share(quantised.reference()));
        check.put("map50", share(quantised.map50(precision)));
        if (precision == Precision.INT8) {
            check.put(
                    "map50_unsigned",
                    share(quantised.results().get(precision).report().map50()));
            check.put("map50_signed", share(quantised.signed().report().map50()));
        }
        check.put("difference", share(quantised.difference(precision)));
        check.put("allowed", -quantised.settings().mostLoss());
        check.put("passed", quantised.passed(precision));
    }

    private static void speed(ObjectNode speed, Quantised quantised, String command, Set<String> features) {
        speed.put("command", command);
        speed.put("machine", ZooEntry.machine());
        if (!CpuPrecision.multipliesBytes(features)) {
            speed.put("multiplies_bytes", false);
        }
        speed.put("threads", 1);
        speed.put("rounds", quantised.speed().rounds());
        var times = speed.putObject("processor_ms");
        for (var precision : Precision.values()) {
            times.put(precision.text(), quantised.speed().hundredths(precision));
        }
        var reasons =
                NotFaster.reasons(quantised.speed(), quantised.inEightBits().size(), quantised.inFloat(), features);
        if (!reasons.isEmpty()) {
            reasons.forEach(speed.putArray("int8_not_faster")::add);
        }
    }

    private static void quantisation(ObjectNode int8, Quantised quantised, String command) {
        int8.put("command", command);
        int8.put("pictures", quantised.pictures());
        int8.put("ranges", quantised.ranges().text());
        int8.put(
                "signed_processor_ms",
                Math.round(quantised.signed().milliseconds().processor() * 100) / 100.0);
        int8.put("operations", quantised.inEightBits().size());
        var floats = int8.putArray("left_in_float");
        quantised.inFloat().forEach(floats::add);
        var sensitive = int8.putObject("most_sensitive");
        quantised.sensitivities().stream()
                .limit(SENSITIVE_SHOWN)
                .forEach(entry -> sensitive.put(entry.operation(), share(entry.change())));
    }

    private static double share(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
