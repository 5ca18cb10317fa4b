/** Tests of certificates and keys. */
@NullMarked
package io.maskgate.daemon.tls;

import org.jspecify.annotations.NullMarked;
