/**
 * Structured pruning: whole channels are taken out of a trained network, which stays a dense one.
 *
 * <p>Rule: plain Java on weights by name; what depends on what is traced by running the network, not written down again.
 */
@NullMarked
package io.maskgate.models.prune;

import org.jspecify.annotations.NullMarked;
