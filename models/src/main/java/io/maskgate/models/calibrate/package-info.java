/**
 * Scores that mean what they say: of detections with score 0.8, eight in ten are right. The correction is folded into the
 * weights, so that every file made from them carries it and none needs another operation.
 */
@NullMarked
package io.maskgate.models.calibrate;

import org.jspecify.annotations.NullMarked;
