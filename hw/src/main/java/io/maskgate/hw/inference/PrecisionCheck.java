package io.maskgate.hw.inference;

/**
 * What a card says of a smaller precision's accuracy, as {@code maskgate quantize} measured it.
 *
 * @param reference mAP50 of fp32.onnx, 0 to 1
 * @param map50 that of this precision on the same pictures
 * @param passed whether it fell by no more than was allowed
 */
public record PrecisionCheck(double reference, double map50, boolean passed) {}
