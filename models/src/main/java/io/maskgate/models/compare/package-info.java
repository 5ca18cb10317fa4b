/**
 * What networks cost on this machine, beside what they are worth: students side by side, and the largest within a budget.
 *
 * <p>Rule: times are medians by the gateway's own detector; all candidates of a run take turns, so that whatever else the
 * machine does hits all alike.
 */
@NullMarked
package io.maskgate.models.compare;

import org.jspecify.annotations.NullMarked;
