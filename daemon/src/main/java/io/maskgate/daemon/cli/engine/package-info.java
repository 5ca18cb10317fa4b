/**
 * {@code maskgate engine}: TensorRT engines by hand.
 *
 * <p>Rule: the same choice, cache and checks as the daemon, so that the daemon finds what was built here.
 */
@NullMarked
package io.maskgate.daemon.cli.engine;

import org.jspecify.annotations.NullMarked;
