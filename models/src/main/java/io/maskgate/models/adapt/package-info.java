/**
 * An owner's own pictures as a data set.
 *
 * <p>Rule: a label the owner gave is never changed; one that a model gave is given only where the model is sure of every
 * face in the picture, since a face without a label teaches that it is none.
 */
@NullMarked
package io.maskgate.models.adapt;

import org.jspecify.annotations.NullMarked;
