/**
 * What a model file is worth: it is run as the gateway runs it, on annotated photographs.
 *
 * <p>Rule: pictures, letterbox, engine and NMS are those of {@code hw}; nothing here knows libtorch.
 */
@NullMarked
package io.maskgate.models.evaluate;

import org.jspecify.annotations.NullMarked;
