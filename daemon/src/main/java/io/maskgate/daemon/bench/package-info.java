/**
 * Measurements of this program on this machine: what the pipeline costs beside plain decoding, and what a detection
 * costs.
 *
 * <p>Rule: what is measured runs as a user runs it, in a process of its own; the measuring process does nothing
 * meanwhile. Every number says how it was taken.
 */
@NullMarked
package io.maskgate.daemon.bench;

import org.jspecify.annotations.NullMarked;
