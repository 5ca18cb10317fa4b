/**
 * The libtorch interpreter of networks, and their parameters in native memory.
 *
 * <p>Rule: only this package, {@code loss}, {@code distil}, {@code teacher} and {@code train} touch libtorch; tensors live
 * in the caller's PointerScope unless a class here owns them.
 */
@NullMarked
package io.maskgate.models.torch;

import org.jspecify.annotations.NullMarked;
