/**
 * How good a detector is, from its detections and the truth.
 *
 * <p>Rule: pure arithmetic on boxes; no pictures, no files, no torch. Figures follow COCO so that they compare with
 * published ones; every deviation is said where it is made.
 */
@NullMarked
package io.maskgate.models.metrics;

import org.jspecify.annotations.NullMarked;
