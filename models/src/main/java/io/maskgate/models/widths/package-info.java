/**
 * Other widths for a trained network, which stays a dense one: whole channels are taken out, or doubled.
 *
 * <p>Rule: plain Java on weights by name; what depends on what is traced by running the network, not written down again.
 */
@NullMarked
package io.maskgate.models.widths;

import org.jspecify.annotations.NullMarked;
