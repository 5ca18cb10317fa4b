/**
 * The numbers operations watch.
 *
 * <p>Rule: one registry, that of GatewayMetrics; every name and help text of a metric stands here.
 */
@NullMarked
package io.maskgate.daemon.metrics;

import org.jspecify.annotations.NullMarked;
