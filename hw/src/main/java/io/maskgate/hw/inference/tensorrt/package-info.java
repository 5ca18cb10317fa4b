/**
 * TensorRT: finds the GPU, builds engines and keeps them, runs them, and steps back when they fail.
 *
 * <p>Rule: only this package touches TensorRT and CUDA, and all of it but {@code BytedecoLayer} and what that class alone
 * uses works without NVIDIA's libraries, through {@link io.maskgate.hw.inference.tensorrt.NativeLayer}. It starts two
 * threads: one that prepares engines, and one per engine that waits for the GPU, so that nobody else ever does.
 */
@NullMarked
package io.maskgate.hw.inference.tensorrt;

import org.jspecify.annotations.NullMarked;
