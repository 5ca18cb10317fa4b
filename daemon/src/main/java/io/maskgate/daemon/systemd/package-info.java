/**
 * Talking to the service manager, and the one kind of socket the JDK lacks for it.
 *
 * <p>Rule: silent and harmless where there is none.
 */
@NullMarked
package io.maskgate.daemon.systemd;

import org.jspecify.annotations.NullMarked;
