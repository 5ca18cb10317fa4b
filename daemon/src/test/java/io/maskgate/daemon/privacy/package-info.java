/** Tests of what may leave. */
@NullMarked
package io.maskgate.daemon.privacy;

import org.jspecify.annotations.NullMarked;
