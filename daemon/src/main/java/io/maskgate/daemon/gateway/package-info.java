/**
 * The composition root: builds the gateway from its configuration, starts it, and stops it in reverse order.
 *
 * <p>Rule: wiring only; whatever decides something lives in the room it decides for.
 */
@NullMarked
package io.maskgate.daemon.gateway;

import org.jspecify.annotations.NullMarked;
