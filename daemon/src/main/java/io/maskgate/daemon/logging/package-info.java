/**
 * Log lines: java.util.logging set up in code, one handler to standard error or, with fields, to the
 * journal, every line redacted.
 *
 * <p>Rule: no line leaves the process before {@link io.maskgate.daemon.logging.Redactor} has seen it.
 */
@NullMarked
package io.maskgate.daemon.logging;

import org.jspecify.annotations.NullMarked;
