package io.maskgate.models.quantise;

import io.maskgate.hw.inference.Precision;
import io.maskgate.models.evaluate.EvaluationResult;
import java.util.List;
import java.util.Map;

/**
 * A model in all precisions, and what each is worth.
 *
 * @param settings by which it was made
 * @param ranges the method that was taken
 * @param pictures the calibration ran on
 * @param results of an evaluation, by precision
 * @param signed of int8 as TensorRT reads it, saturating at 127 where this machine's engine goes on to 255
 * @param bytes the files' sizes
 * @param speed measured in turns on one thread
 * @param inEightBits operations in int8
 * @param inFloat operations that could be in int8 and are left in float, since they cost too much accuracy
 * @param sensitivities the most sensitive operation first
 */
public record Quantised(
        Settings settings,
        RangeMethod ranges,
        int pictures,
        Map<Precision, EvaluationResult> results,
        EvaluationResult signed,
        Map<Precision, Long> bytes,
        Speed speed,
        List<String> inEightBits,
        List<String> inFloat,
        List<Sensitivity> sensitivities) {
    public Quantised {
        results = Map.copyOf(results);
        bytes = Map.copyOf(bytes);
        inEightBits = List.copyOf(inEightBits);
        inFloat = List.copyOf(inFloat);
        sensitivities = List.copyOf(sensitivities);
    }

    /** mAP50 of float32. */
    public double reference() {
        return map50(Precision.FP32);
    }

    /** mAP50 on this machine's engine; for int8 the lower one of both readings. */
    public double map50(Precision precision) {
        var result = results.get(precision);
        if (result == null) {
            throw new IllegalArgumentException("no result in " + precision.text());
        }
        double found = result.report().map50();
        return precision == Precision.INT8 ? Math.min(found, signed.report().map50()) : found;
    }

    /** How far mAP50 lies above float32's; negative where it fell. */
    public double difference(Precision precision) {
        return map50(precision) - reference();
    }

    /** Whether mAP50 fell by no more than the settings allow. */
    public boolean passed(Precision precision) {
        return -difference(precision) <= settings.mostLoss();
    }
}
