/**
 * What a student learns from a teacher beside the labels: one small class for each kind of knowledge.
 *
 * <p>Rule: libtorch expressions over what student and teacher say about the same views; nothing here knows where a
 * teacher's answer came from. The teacher's tensors are constants.
 */
@NullMarked
package io.maskgate.models.distil;

import org.jspecify.annotations.NullMarked;
