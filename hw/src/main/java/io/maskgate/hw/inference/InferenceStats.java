package io.maskgate.hw.inference;

/**
 * What a detector has done since it was opened; warm-up not counted.
 *
 * @param runs calls of the engine that succeeded
 * @param pictures pictures they held
 * @param failures calls of the engine that failed
 * @param engineNanos time in the engine, failures included, nanoseconds
 * @param candidates predictions at or above the asked score
 * @param invalid candidates dropped because a number was not finite, or the score above 1
 * @param suppressed candidates dropped by NMS
 * @param outside boxes dropped because nothing of them lies in the source picture
 * @param truncated candidates never looked at because a picture had its most detections already
 * @param detections detections handed out
 */
public record InferenceStats(
        long runs,
        long pictures,
        long failures,
        long engineNanos,
        long candidates,
        long invalid,
        long suppressed,
        long outside,
        long truncated,
        long detections) {
    /** The sums of both. */
    public InferenceStats plus(InferenceStats other) {
        return new InferenceStats(
                runs + other.runs,
                pictures + other.pictures,
                failures + other.failures,
                engineNanos + other.engineNanos,
                candidates + other.candidates,
                invalid + other.invalid,
                suppressed + other.suppressed,
                outside + other.outside,
                truncated + other.truncated,
                detections + other.detections);
    }
}
