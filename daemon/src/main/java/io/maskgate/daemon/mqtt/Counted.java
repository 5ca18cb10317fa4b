package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;

/**
 * The metrics of one of the two connections: what happens to Sparkplug's must not tell that events do not flow.
 *
 * @param connected 1 while there is a connection
 * @param failures by reason
 */
record Counted(Gauge connected, Counter reconnects, Counter failures) {
    static Counted ordinary(GatewayMetrics metrics) {
        return new Counted(metrics.mqttConnected, metrics.mqttReconnects, metrics.mqttFailures);
    }

    static Counted sparkplug(GatewayMetrics metrics) {
        return new Counted(metrics.sparkplugConnected, metrics.sparkplugReconnects, metrics.sparkplugFailures);
    }

    void failure(String reason) {
        failures.labelValues(reason).inc();
    }
}
