/**
 * What a camera watches for beyond single faces: zones, lines, quiet hours, alarm, compliance, history.
 *
 * <p>Rule: pure computation on what tracking saw; no clock, no threads, no input or output. What it means to the user
 * stands in daemon/RULES.md.
 */
@NullMarked
package io.maskgate.daemon.rules;

import org.jspecify.annotations.NullMarked;
