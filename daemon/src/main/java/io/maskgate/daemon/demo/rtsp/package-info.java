/**
 * A small RTSP 1.0 server that plays an H.264 clip for ever, so that the daemon has a camera to look at.
 *
 * <p>Rule: plain sockets and plain Java, on the loopback address; one virtual thread reads and one writes per client,
 * clients are bounded, and closing the server ends them all.
 */
@NullMarked
package io.maskgate.daemon.demo.rtsp;

import org.jspecify.annotations.NullMarked;
