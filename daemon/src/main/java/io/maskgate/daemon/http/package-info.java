/**
 * Health, metrics, preview and the JSON API, and the interfaces through which they see the gateway.
 *
 * <p>Rule: handlers read snapshots and never block a camera; two listeners, and only {@code web} may show pictures. Each
 * route says what a caller needs, the router sees to it, and of cameras a handler shows those that are there for the caller. Every
 * wait has a deadline, every queue a bound, every answer with an error is a problem document (RFC 9457).
 */
@NullMarked
package io.maskgate.daemon.http;

import org.jspecify.annotations.NullMarked;
