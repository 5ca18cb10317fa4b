package io.maskgate.models.synth;

/**
 * One person at one moment, ready to be drawn.
 *
 * @param id stable id of the person
 * @param gaze shift of the irises to the viewer's right, -1 to 1
 * @param lids 1 open eyes, 0 closed
 */
record Figure(int id, Look look, Pose pose, double gaze, double lids) {}
