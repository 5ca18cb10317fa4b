/**
 * {@code maskgate bench}: parses, has the bench room measure, prints.
 *
 * <p>Rule: numbers are printed as measured; no figure is judged by an exit code.
 */
@NullMarked
package io.maskgate.daemon.cli.bench;

import org.jspecify.annotations.NullMarked;
