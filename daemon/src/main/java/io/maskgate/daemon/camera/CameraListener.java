package io.maskgate.daemon.camera;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import java.util.List;

/**
 * Who wants to know. Called on a camera's or the inference thread: implementations return at once but for {@link #told},
 * never block on the network, and never throw. Each says what it wants to know; of the rest it is told in vain.
 */
public interface CameraListener {
    /**
     * Whoever has more events and news than these says {@link #told} in between: what the disk has not taken yet is kept in
     * memory within a small bound.
     */
    int TOGETHER = 256;

    /** A state was entered. */
    default void stateChanged(CameraStatus status) {}

    /** The faces in view changed. */
    default void countsChanged(String camera, FaceCounts counts) {}

    /** The camera is no more in the configuration; nothing of it follows, unless it comes back. */
    default void removed(String camera) {}

    /**
     * The camera has these lines from now on, and no others: before it is started, and when a reload changes its rules. One
     * that lies otherwise then is left out first, for it is another.
     */
    default void lines(String camera, List<String> names) {}

    /** Something happened to a track; already has its id and time. */
    default void event(MaskEvent event) {}

    /** A line was crossed, an alarm began or ended, or the compliance rate changed. */
    default void ruled(RuleNews news) {}

    /** Faces are gone whose label was never settled, so that there is no event of them. */
    default void undecided(String camera, int faces) {}

    /**
     * All events and news that there are for now are told: when this returns those that have to arrive survive a loss of
     * power. Waits for the disk, at most a second.
     */
    default void told() {}

    /** Counts of this camera are not told; what was told of them earlier is to be taken back. */
    default void countsWithheld(String camera) {}
}
