/**
 * Single pictures: of main streams, and uploaded ones.
 *
 * <p>Rule: they never delay a camera, and ask none more often than its lock-out bears.
 */
@NullMarked
package io.maskgate.daemon.stills;

import org.jspecify.annotations.NullMarked;
