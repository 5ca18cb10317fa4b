package io.maskgate.daemon.tracking;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.time.Instant;
import java.util.Optional;

/**
 * A face to draw.
 *
 * @param id the track's, as in its events
 * @param box as last seen, in pixels of the frame
 * @param label empty while not settled
 * @param score of the label, or of the likelier one while not settled, 0 to 1
 * @param seen time of the frame in which it was last seen
 */
public record TrackView(String id, Box box, Optional<MaskLabel> label, double score, Instant seen) {}
