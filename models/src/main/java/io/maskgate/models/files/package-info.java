/**
 * Files that are either the old or the new one, never half of it.
 *
 * <p>Rule: whatever this module leaves on disk is written through here.
 */
@NullMarked
package io.maskgate.models.files;

import org.jspecify.annotations.NullMarked;
