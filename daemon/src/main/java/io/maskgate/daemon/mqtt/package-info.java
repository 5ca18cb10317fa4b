/**
 * Messages to and from the broker.
 *
 * <p>Rule: only this package touches Paho; reconnection, back-off and delivery are decided here, never by the client.
 */
@NullMarked
package io.maskgate.daemon.mqtt;

import org.jspecify.annotations.NullMarked;
