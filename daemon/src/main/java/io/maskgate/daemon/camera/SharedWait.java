package io.maskgate.daemon.camera;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.hw.video.MediaClock;
import java.time.Duration;
import java.util.List;

/**
 * Cameras that have something to tell at about the same time wait for the disk together: one after the other, a hundred
 * would keep the inference thread for seconds. Belongs to that thread, but for {@link #lines}.
 */
final class SharedWait implements CameraListener {
    /** While frames wait to be looked at, the disk is waited for no more often. */
    private static final Duration LONGEST = Duration.ofMillis(100);

    private final CameraListener outside;
    private final MediaClock clock;
    private int told;
    private boolean due;
    private long dueNanos;

    SharedWait(CameraListener outside, MediaClock clock) {
        this.outside = outside;
        this.clock = clock;
    }

    /** Waits now, for all that was told since the last time. */
    void settle() {
        if (due) {
            due = false;
            told = 0;
            outside.told();
        }
    }

    /** Waits where that keeps nobody, or where it must be by now. */
    void settle(boolean idle) {
        if (idle || due && clock.nanos() - dueNanos >= LONGEST.toNanos()) {
            settle();
        }
    }

    @Override
    public void told() {
        if (!due) {
            due = true;
            dueNanos = clock.nanos();
        }
        if (told >= TOGETHER) {
            settle();
        }
    }

    @Override
    public void event(MaskEvent event) {
        told++;
        outside.event(event);
    }

    @Override
    public void ruled(RuleNews news) {
        told++;
        outside.ruled(news);
    }

    @Override
    public void undecided(String camera, int faces) {
        outside.undecided(camera, faces);
    }

    @Override
    public void lines(String camera, List<String> names) {
        outside.lines(camera, names);
    }

    @Override
    public void stateChanged(CameraStatus status) {
        outside.stateChanged(status);
    }

    @Override
    public void countsChanged(String camera, FaceCounts counts) {
        outside.countsChanged(camera, counts);
    }

    @Override
    public void countsWithheld(String camera) {
        outside.countsWithheld(camera);
    }

    @Override
    public void removed(String camera) {
        outside.removed(camera);
    }
}
