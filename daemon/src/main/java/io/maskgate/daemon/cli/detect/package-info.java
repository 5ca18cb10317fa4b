/**
 * {@code maskgate detect}: the detector on pictures, files and streams named by hand.
 *
 * <p>Rule: the same reading, scaling and detecting as the daemon, so that what it prints is what the daemon would see.
 */
@NullMarked
package io.maskgate.daemon.cli.detect;

import org.jspecify.annotations.NullMarked;
