package io.maskgate.models.cli;

import io.maskgate.hw.inference.CpuPrecision;
import io.maskgate.hw.inference.Precision;
import io.maskgate.models.evaluate.EvaluationResult;
import io.maskgate.models.quantise.NotFaster;
import io.maskgate.models.quantise.Quantised;
import io.maskgate.models.quantise.Speed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A quantisation as a table for a person: sizes, accuracy and speed before and after. */
final class QuantizeReport {
    private static final int SENSITIVE_SHOWN = 5;

    private final StringBuilder text = new StringBuilder();

    private QuantizeReport() {}

    /** @param features instructions of this machine's processor, as the kernel names them */
    static String of(String model, Quantised quantised, Set<String> features) {
        var report = new QuantizeReport();
        report.write(model, quantised, features);
        return report.text.toString();
    }

    /** What a person should know before the work begins, who can still take it to another machine. */
    static Optional<String> caution(Set<String> features) {
        return CpuPrecision.multipliesBytes(features)
                ? Optional.empty()
                : Optional.of("this processor has none of " + CpuPrecision.byteProducts()
                        + ": int8 is judged and timed by other arithmetic than that of a gateway which takes int8 by"
                        + " itself; quantize on a machine like the gateway's");
    }

    /** Why int8 is not faster than float32, as far as that is known; nothing where it is. */
    static List<String> reasons(Speed speed, int inEightBits, List<String> inFloat, Set<String> features) {
        var reasons = NotFaster.reasons(speed, inEightBits, inFloat, features);
        return reasons.isEmpty()
                ? List.of()
                : Stream.concat(
                                Stream.of("int8 is not faster than fp32 here:"),
                                reasons.stream().map(reason -> "  " + reason))
                        .toList();
    }

    private void write(String model, Quantised quantised, Set<String> features) {
        line(
                "%s: %d of %d operations in int8, ranges by %s over %d pictures",
                model,
                quantised.inEightBits().size(),
                quantised.inEightBits().size() + quantised.inFloat().size(),
                quantised.ranges().text(),
                quantised.pictures());
        line("");
        line("%-5s %7s %8s %8s %8s %9s %7s", "", "MB", "mAP50", "change", "passed", "CPU ms", "speed");
        for (var precision : Precision.values()) {
            var speed = quantised.speed();
            line(
                    "%-5s %7.2f %8.4f %8s %8s %9.2f %6.2fx",
                    precision.text(),
                    quantised.bytes().getOrDefault(precision, 0L) / 1e6,
                    quantised.map50(precision),
                    precision == Precision.FP32
                            ? ""
                            : String.format(Locale.ROOT, "%+.4f", quantised.difference(precision)),
                    precision == Precision.FP32 ? "" : quantised.passed(precision) ? "yes" : "no",
                    speed.median(precision),
                    speed.gain(precision));
        }
        line(
                "CPU ms: medians of %d pictures on one thread, the precisions in turns",
                quantised.speed().rounds());
        reasons(quantised.speed(), quantised.inEightBits().size(), quantised.inFloat(), features)
                .forEach(reason -> line("%s", reason));
        reading("unsigned, as this CPU reads it", quantised.results().get(Precision.INT8));
        reading("signed, as TensorRT reads it", quantised.signed());
        line("");
        line("most sensitive to int8 alone:");
        quantised.sensitivities().stream()
                .limit(SENSITIVE_SHOWN)
                .forEach(entry -> line(
                        "  %-24s %.4f%s",
                        entry.operation(),
                        entry.change(),
                        quantised.inFloat().contains(entry.operation()) ? "  left in float" : ""));
    }

    /** The time is that on this CPU, for which the signed reading is not made. */
    private void reading(String name, EvaluationResult result) {
        line(
                "int8 %s: mAP50 %.4f, CPU ms %.2f",
                name, result.report().map50(), result.milliseconds().processor());
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
