/**
 * The learning curve of a run: a CSV with a row per epoch, and the same as a picture; precision over recall as a picture.
 *
 * <p>Rule: the CSV is the truth, the picture is drawn from it and may fail without harm.
 */
@NullMarked
package io.maskgate.models.curve;

import org.jspecify.annotations.NullMarked;
