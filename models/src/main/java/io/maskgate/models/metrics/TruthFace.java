package io.maskgate.models.metrics;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;

/**
 * One annotated face.
 *
 * @param box corners in pixels of the source picture
 */
public record TruthFace(Box box, MaskLabel label) {}
