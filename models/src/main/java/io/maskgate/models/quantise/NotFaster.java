package io.maskgate.models.quantise;

import io.maskgate.hw.inference.CpuPrecision;
import io.maskgate.hw.inference.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Why int8 is not faster than float32 on the machine that measured it. */
public final class NotFaster {
    private NotFaster() {}

    /**
     * What is known of it, for a person; nothing where int8 is faster.
     *
     * @param inEightBits how many operations are in int8
     * @param inFloat those that could be and are not
     * @param features instructions of the machine's processor, as the kernel names them
     */
    public static List<String> reasons(Speed speed, int inEightBits, List<String> inFloat, Set<String> features) {
        if (speed.hundredths(Precision.INT8) < speed.hundredths(Precision.FP32)) {
            return List.of();
        }
        var reasons = new ArrayList<String>();
        if (!CpuPrecision.multipliesBytes(features)) {
            reasons.add("this processor has none of " + CpuPrecision.byteProducts()
                    + ", by which the engine multiplies bytes fast");
        }
        if (!inFloat.isEmpty()) {
            reasons.add(inFloat.size() + " of " + (inEightBits + inFloat.size())
                    + " operations are left in float, and numbers are converted on the way to each and back: "
                    + String.join(", ", inFloat));
        }
        if (reasons.isEmpty()) {
            reasons.add(
                    "for no reason known: the processor multiplies bytes, and all operations are in int8; measure again when"
                            + " the machine has nothing else to do");
        }
        return reasons;
    }
}
