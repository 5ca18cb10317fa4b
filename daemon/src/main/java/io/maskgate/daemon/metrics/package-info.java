/**
 * The numbers operations watch.
 *
 * <p>Rule: one registry, handed in; every name and help text of a metric stands here.
 */
@NullMarked
package io.maskgate.daemon.metrics;

import org.jspecify.annotations.NullMarked;
