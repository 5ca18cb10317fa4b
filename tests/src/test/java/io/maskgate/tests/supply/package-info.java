/**
 * What comes from others: that it is what was locked, and that packing stops at what nobody looked at.
 *
 * <p>Rule: nothing here needs the network.
 */
@NullMarked
package io.maskgate.tests.supply;

import org.jspecify.annotations.NullMarked;
