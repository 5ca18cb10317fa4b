package io.maskgate.daemon.camera;

/**
 * A picture of a camera, boxes drawn.
 *
 * @param faces how they appear in it
 */
public record Picture(Faces faces, byte[] jpeg) {}
