/**
 * The command line of the models module.
 *
 * <p>Rule: parses, calls one room, prints; results to standard output, everything else to standard error.
 */
@NullMarked
package io.maskgate.models.cli;

import org.jspecify.annotations.NullMarked;
