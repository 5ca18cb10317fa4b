/** Tests of who may see what. */
@NullMarked
package io.maskgate.daemon.access;

import org.jspecify.annotations.NullMarked;
