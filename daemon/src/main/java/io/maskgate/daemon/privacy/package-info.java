/**
 * What may leave this process.
 *
 * <p>Rule: every picture passes {@link io.maskgate.daemon.privacy.PictureGate}; there is no other way out.
 */
@NullMarked
package io.maskgate.daemon.privacy;

import org.jspecify.annotations.NullMarked;
