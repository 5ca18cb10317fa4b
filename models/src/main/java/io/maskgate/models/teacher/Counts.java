package io.maskgate.models.teacher;

/**
 * What a teacher had to do.
 *
 * @param asked batches it was asked about
 * @param replayed batches for which an answer that was kept was enough
 * @param askedSeconds time the former took, keeping the answers included
 * @param replayedSeconds time the latter took
 */
public record Counts(long asked, long replayed, double askedSeconds, double replayedSeconds) {
    /** Milliseconds a batch; 0 for none. */
    public double askedMillis() {
        return asked == 0 ? 0 : askedSeconds * 1000 / asked;
    }

    /** Milliseconds a batch; 0 for none. */
    public double replayedMillis() {
        return replayed == 0 ? 0 : replayedSeconds * 1000 / replayed;
    }
}
