/** Tests of the edge node. */
@NullMarked
package io.maskgate.daemon.sparkplug;

import org.jspecify.annotations.NullMarked;
