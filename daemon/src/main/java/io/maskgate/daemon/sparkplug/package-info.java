/**
 * The gateway as a Sparkplug B 3.0 edge node with a device for each camera: topics, payloads, and what is said when.
 *
 * <p>Rule: only this package touches Tahu; it computes, and opens neither connections nor files nor threads. Its
 * neighbour {@code mqtt} carries what it says to the broker.
 */
@NullMarked
package io.maskgate.daemon.sparkplug;

import org.jspecify.annotations.NullMarked;
