/**
 * The gateway under blows from all sides at once, drawn from a seed: broker, cameras, wires, disk, clock, and kill -9.
 *
 * <p>Rule: no blow may make the truth undecidable; what the gateway promised to keep through a blow it must have kept.
 */
@NullMarked
package io.maskgate.tests.chaos;

import org.jspecify.annotations.NullMarked;
