/**
 * Talking to the service manager.
 *
 * <p>Rule: silent and harmless where there is none.
 */
@NullMarked
package io.maskgate.daemon.systemd;

import org.jspecify.annotations.NullMarked;
