/**
 * Which detections are the same face over time, and what its label is.
 *
 * <p>Rule: pure computation on one camera's detections; no clock, no threads, no input or output.
 */
@NullMarked
package io.maskgate.daemon.tracking;

import org.jspecify.annotations.NullMarked;
