package io.maskgate.daemon.http;

import java.time.Duration;

/** Runs a detector on a {@link NativePool}. A full queue or a passed deadline is {@link StillDetector.Busy}. */
public final class PooledStillDetector implements StillDetector {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final StillDetector detector;
    private final NativePool pool;

    public PooledStillDetector(StillDetector detector, NativePool pool) {
        this.detector = detector;
        this.pool = pool;
    }

    @Override
    public DetectOutcome detect(byte[] image, boolean annotate) throws InterruptedException {
        return pool.call(() -> detector.detect(image, annotate)).orElseGet(() -> new Busy(RETRY_AFTER));
    }
}
