package io.maskgate.models.export;

/** The number format of an exported file. */
public sealed interface Format {
    /** Weights and activations in float32. */
    record Float32() implements Format {}

    /** Weights and activations in float16; boxes are worked out in float32, since pixels beyond 512 need more. */
    record Float16() implements Format {}

    /**
     * Kernels and activations in int8 as the plan says, the rest in float32.
     *
     * @param unsignedReading whether the CPU's engine may hold the same numbers in uint8, which is what it is fast at; a
     *     file without is for seeing what TensorRT sees
     */
    record Int8(QuantisationPlan plan, boolean unsignedReading) implements Format {}
}
