/**
 * Everything in one process for a first look: a broker, an RTSP server playing the bundled clip, the daemon.
 *
 * <p>Rule: uses the daemon as a user would, over real sockets.
 */
@NullMarked
package io.maskgate.daemon.demo;

import org.jspecify.annotations.NullMarked;
