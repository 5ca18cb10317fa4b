@NullMarked
package io.maskgate.daemon.demo.rtsp;

import org.jspecify.annotations.NullMarked;
