/**
 * Training data: label files and photographs in, augmented batches out.
 *
 * <p>Rule: pure JDK, no libtorch and no OpenCV; everything random comes from a generator seeded by (seed, epoch, view),
 * so that a run can be repeated and resumed exactly, whatever the number of worker threads.
 */
@NullMarked
package io.maskgate.models.data;

import org.jspecify.annotations.NullMarked;
