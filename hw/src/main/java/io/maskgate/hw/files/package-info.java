/**
 * Files that are there whole or not at all.
 *
 * <p>Rule: whoever renames here has forced the content to disk, and forces the name too.
 */
@NullMarked
package io.maskgate.hw.files;

import org.jspecify.annotations.NullMarked;
