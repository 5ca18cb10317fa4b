package io.maskgate.daemon.http;

import io.maskgate.hw.inference.Detection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Finds faces in one uploaded picture. */
public interface StillDetector {
    /**
     * Reads the header before anything else, so that a picture of absurd size costs nothing.
     *
     * @param image the encoded picture
     * @param annotate whether {@link Found#annotated()} is wanted
     */
    DetectOutcome detect(byte[] image, boolean annotate) throws InterruptedException;

    /** What became of it. */
    sealed interface DetectOutcome {}

    /**
     * The picture was looked at.
     *
     * @param width of the picture in pixels
     * @param height of the picture in pixels
     * @param millis decoding and inference
     * @param annotated JPEG with boxes drawn, where it was asked for
     */
    record Found(List<Detection> detections, int width, int height, double millis, Optional<byte[]> annotated)
            implements DetectOutcome {
        public Found {
            detections = List.copyOf(detections);
        }
    }

    /** More pixels than will be decoded. */
    record TooLarge(long width, long height, long maxPixels) implements DetectOutcome {}

    /** Of an allowed size, but decoding would take too much memory or time. */
    record TooCostly(String detail) implements DetectOutcome {}

    /** Not a picture of a known kind. */
    record Unsupported(String detail) implements DetectOutcome {}

    /** A picture of a known kind that cannot be decoded. */
    record Broken(String detail) implements DetectOutcome {}

    /** There is no detector for single pictures, and none by itself. */
    record Unavailable(String detail) implements DetectOutcome {}

    /** Others come first; ask again after {@code retryAfter}. */
    record Busy(Duration retryAfter) implements DetectOutcome {}
}
