/**
 * Drawn lobby scenes with mannequin figures, masked and unmasked, and their exact ground truth.
 *
 * <p>Rule: everything follows from the seed; no photograph, font or file is read, and the truth is taken from the very
 * pixels and curves that were drawn, never guessed afterwards.
 */
@NullMarked
package io.maskgate.models.synth;

import org.jspecify.annotations.NullMarked;
