/**
 * What this machine is: processors, memory, NVIDIA parts, warmth, clock, and the folders Maskgate was installed in.
 *
 * <p>Rule: reads facts, changes nothing, never fails: what cannot be read is absent.
 */
@NullMarked
package io.maskgate.hw.host;

import org.jspecify.annotations.NullMarked;
