package io.maskgate.hw.inference;

import io.maskgate.hw.host.Host;
import java.util.Set;

/**
 * Which of a model's files the CPU runs when nobody asks for one.
 *
 * @param reason why, for a person
 */
public record CpuPrecision(Precision precision, String reason) {
    /**
     * Instructions that multiply and add bytes without saturating in between, as the kernel names them. Older x86-64 has
     * only those that do, on which ONNX Runtime's int8 results differ; older Arm is not faster in int8.
     */
    private static final Set<String> BYTE_PRODUCTS = Set.of("avx512_vnni", "avx_vnni", "asimddp");

    /** Whether this machine's CPU is one that int8 is faster on; ONNX Runtime's fast kernels need it. */
    public static boolean multipliesBytes(Set<String> features) {
        return features.stream().anyMatch(BYTE_PRODUCTS::contains);
    }

    /** The instructions of which one is needed, for a message. */
    public static String byteProducts() {
        return String.join(", ", sorted(BYTE_PRODUCTS));
    }

    /**
     * int8 where it is there, passed its check, was measured faster, and this processor is made for it; else fp32. Times of a
     * processor that is not made for it speak neither for nor against it.
     */
    public static CpuPrecision of(ZooModel model, Host host) {
        return of(model, host.features());
    }

    static CpuPrecision of(ZooModel model, Set<String> features) {
        var usual = model.precision();
        if (usual == Precision.INT8 || !model.files().containsKey(Precision.INT8)) {
            return new CpuPrecision(usual, "there is no other file");
        }
        var card = model.card();
        var check = card.flatMap(found -> found.check(Precision.INT8));
        if (check.isEmpty()) {
            return new CpuPrecision(usual, "the card holds no accuracy check of int8");
        }
        if (!check.get().passed()) {
            return new CpuPrecision(usual, "int8 did not pass its accuracy check");
        }
        double fp32 = card.get().processorMillis(Precision.FP32).orElse(0);
        double int8 = card.get().processorMillis(Precision.INT8).orElse(Double.MAX_VALUE);
        boolean timed = card.get().isTimedWithByteProducts();
        if (timed && int8 >= fp32) {
            return new CpuPrecision(usual, "int8 was not measured faster");
        }
        if (!multipliesBytes(features)) {
            return new CpuPrecision(usual, "this processor has none of " + byteProducts());
        }
        return new CpuPrecision(
                Precision.INT8,
                timed
                        ? "int8 passed its accuracy check and was measured faster"
                        : "int8 passed its accuracy check, and this processor multiplies bytes; the card's times are of one"
                                + " that does not");
    }

    private static Iterable<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
