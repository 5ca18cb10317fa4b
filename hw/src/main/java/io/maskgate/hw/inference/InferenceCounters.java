package io.maskgate.hw.inference;

import java.util.concurrent.atomic.LongAdder;

/** Written by the inference thread, read by any. */
final class InferenceCounters {
    final LongAdder runs = new LongAdder();
    final LongAdder pictures = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder engineNanos = new LongAdder();
    final LongAdder candidates = new LongAdder();
    final LongAdder invalid = new LongAdder();
    final LongAdder suppressed = new LongAdder();
    final LongAdder outside = new LongAdder();
    final LongAdder truncated = new LongAdder();
    final LongAdder detections = new LongAdder();

    InferenceStats snapshot() {
        return new InferenceStats(
                runs.sum(),
                pictures.sum(),
                failures.sum(),
                engineNanos.sum(),
                candidates.sum(),
                invalid.sum(),
                suppressed.sum(),
                outside.sum(),
                truncated.sum(),
                detections.sum());
    }
}
