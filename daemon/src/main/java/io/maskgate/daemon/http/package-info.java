/**
 * Health, metrics, preview and the JSON API.
 *
 * <p>Rule: handlers read snapshots and never block a camera; two listeners, and only {@code web} may show pictures.
 */
@NullMarked
package io.maskgate.daemon.http;

import org.jspecify.annotations.NullMarked;
