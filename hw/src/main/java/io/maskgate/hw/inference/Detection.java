package io.maskgate.hw.inference;

/**
 * One face.
 *
 * @param box corners in pixels of the source picture
 * @param score probability, 0 to 1
 */
public record Detection(Box box, MaskLabel label, float score) {}
