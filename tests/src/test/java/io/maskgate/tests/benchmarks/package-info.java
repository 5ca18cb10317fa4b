/**
 * Gross regressions of speed, as ratios measured within one run. Precise numbers are measured by {@code maskgate bench} on
 * a calm machine and stand in {@code tests/benchmarks/results.md}.
 *
 * <p>Rule: a bound leaves so much room that only a fault reaches it.
 */
@NullMarked
package io.maskgate.tests.benchmarks;

import org.jspecify.annotations.NullMarked;
