package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class OrdersTest {
    @Test
    void whatIsIgnoredIsSaidOnceAnHourForEachReasonAndCountedEachTime() {
        var nanos = new AtomicLong(-5);
        var metrics = new GatewayMetrics(new PrometheusRegistry());
        var said = new ArrayList<String>();
        var logger = Logger.getLogger(Orders.class.getName());
        var handler = listener(said);
        logger.addHandler(handler);
        try (var orders = new Orders((_, _) -> true, metrics, nanos::get)) {
            orders.ignore(Orders.Ignored.TOPIC);
            orders.ignore(Orders.Ignored.TOPIC);
            orders.ignore(Orders.Ignored.PAYLOAD);
            nanos.addAndGet(Duration.ofMinutes(61).toNanos());
            orders.ignore(Orders.Ignored.TOPIC);
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(said).containsExactly("topic", "payload", "topic");
        assertThat(metrics.mqttCommands.labelValues("ignored").get()).isEqualTo(4);
    }

    private static Handler listener(List<String> said) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(String.valueOf(line.getParameters()[0]));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
