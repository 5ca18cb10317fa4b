package io.maskgate.models.evaluate;

/**
 * Medians over the pictures, milliseconds.
 *
 * @param decode JPEG to a decoded picture
 * @param letterbox scaling into the model's input
 * @param engine the network itself
 * @param selection score filter, NMS, mapping to the picture
 * @param processor processor time of the calling thread for engine and selection: with one thread all there is, and
 *     much the same on a busy machine, where the others are too long; of several threads it is a part, and not told
 */
public record Milliseconds(double decode, double letterbox, double engine, double selection, double processor) {}
