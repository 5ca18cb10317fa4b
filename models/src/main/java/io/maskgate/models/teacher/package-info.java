/**
 * Teachers: networks of our own and other people's ONNX detectors, asked about the student's views.
 *
 * <p>Rule: whatever a teacher is, it answers on the student's grid, as a {@link io.maskgate.models.distil.Teaching}; its
 * answer to a view depends on the view alone, so that it may be kept and replayed.
 */
@NullMarked
package io.maskgate.models.teacher;

import org.jspecify.annotations.NullMarked;
