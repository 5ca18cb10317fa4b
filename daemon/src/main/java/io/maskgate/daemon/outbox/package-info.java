/**
 * Events on disk until the broker has them.
 *
 * <p>Rule: only this package touches SQLite; what was appended survives a kill -9, in order, within the configured bound.
 */
@NullMarked
package io.maskgate.daemon.outbox;

import org.jspecify.annotations.NullMarked;
