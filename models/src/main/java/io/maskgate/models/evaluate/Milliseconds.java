package io.maskgate.models.evaluate;

/**
 * Medians over the pictures, milliseconds.
 *
 * @param decode JPEG to a decoded picture
 * @param letterbox scaling into the model's input
 * @param engine the network itself
 * @param selection score filter, NMS, mapping to the picture
 */
public record Milliseconds(double decode, double letterbox, double engine, double selection) {}
