/**
 * TensorRT on real hardware, compared with ONNX Runtime: {@code -Pgpu} runs it, nothing else does.
 *
 * <p>Rule: judged from outside, by what a detector finds and how long it takes. Where there is no GPU it says that it ran
 * nothing; its own parts are tested everywhere.
 */
@NullMarked
package io.maskgate.tests.gpu;

import org.jspecify.annotations.NullMarked;
