/**
 * What may leave this process.
 *
 * <p>Rule: every picture, event and count passes {@link io.maskgate.daemon.privacy.PrivacyGate}; there is no other way
 * out. {@code PRIVACY.md} in the daemon's folder says what leaves in which mode, and how to prove it.
 */
@NullMarked
package io.maskgate.daemon.privacy;

import org.jspecify.annotations.NullMarked;
