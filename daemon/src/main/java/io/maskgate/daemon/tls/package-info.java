/**
 * Certificates and keys from PEM files.
 *
 * <p>Rule: this package alone reads private keys; whatever is wrong is said with the key of the configuration, the file,
 * what was expected, what was found and the remedy, and a pair that is no pair never comes out.
 */
@NullMarked
package io.maskgate.daemon.tls;

import org.jspecify.annotations.NullMarked;
