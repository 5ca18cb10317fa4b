/**
 * The command line of the daemon: picocli commands and exit codes.
 *
 * <p>Rule: parses, calls one room, prints; results to standard output, everything else to standard error.
 */
@NullMarked
package io.maskgate.daemon.cli;

import org.jspecify.annotations.NullMarked;
