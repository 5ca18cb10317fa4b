/**
 * When to try again.
 *
 * <p>Rule: computes waits, waits for nothing itself.
 */
@NullMarked
package io.maskgate.daemon.retry;

import org.jspecify.annotations.NullMarked;
