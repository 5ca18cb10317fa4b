/**
 * What a model file is worth: it is run as the gateway runs it, on annotated photographs; or whoever else finds faces.
 *
 * <p>Rule: pictures, letterbox, engine and NMS are those of {@code hw}; nothing here knows libtorch, nor who is a
 * {@link io.maskgate.models.evaluate.Finder} elsewhere.
 */
@NullMarked
package io.maskgate.models.evaluate;

import org.jspecify.annotations.NullMarked;
