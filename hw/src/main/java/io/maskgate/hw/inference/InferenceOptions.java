package io.maskgate.hw.inference;

/**
 * How a detector runs.
 *
 * @param threads threads of one inference; 1 means the caller's own
 * @param maxBatch pictures given to the engine at once; more are cut into several runs
 * @param iouThreshold of two boxes that overlap more, NMS drops the less sure one; 0 to 1
 * @param maxDetections kept per picture, the best ones
 * @param acrossLabels whether NMS compares boxes of different labels too, so that one face never shows both
 * @param voting whether a box that stays is the mean of itself and of those it drops, by score and overlap
 */
public record InferenceOptions(
        int threads, int maxBatch, float iouThreshold, int maxDetections, boolean acrossLabels, boolean voting) {
    private static final int MOST_THREADS = 256;
    private static final int MOST_BATCH = 64;

    public InferenceOptions {
        require(threads >= 1 && threads <= MOST_THREADS, "threads", threads, "1 to " + MOST_THREADS);
        require(maxBatch >= 1 && maxBatch <= MOST_BATCH, "maxBatch", maxBatch, "1 to " + MOST_BATCH);
        require(iouThreshold >= 0 && iouThreshold <= 1, "iouThreshold", iouThreshold, "0 to 1");
        require(maxDetections >= 1, "maxDetections", maxDetections, "at least 1");
    }

    /** One core left to decoding, batches of 8, class-wise NMS at 0.6 with voting, at most 300 detections. */
    public static InferenceOptions defaults() {
        int cores = Runtime.getRuntime().availableProcessors();
        return new InferenceOptions(Math.max(1, cores - 1), 8, 0.6f, 300, false, true);
    }

    public InferenceOptions withThreads(int count) {
        return new InferenceOptions(count, maxBatch, iouThreshold, maxDetections, acrossLabels, voting);
    }

    public InferenceOptions withMaxBatch(int pictures) {
        return new InferenceOptions(threads, pictures, iouThreshold, maxDetections, acrossLabels, voting);
    }

    public InferenceOptions withAcrossLabels(boolean across) {
        return new InferenceOptions(threads, maxBatch, iouThreshold, maxDetections, across, voting);
    }

    private static void require(boolean holds, String name, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + found + ", expected " + expected);
        }
    }
}
