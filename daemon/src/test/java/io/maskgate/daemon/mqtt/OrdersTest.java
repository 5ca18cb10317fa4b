package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OrdersTest {
    @Test
    void whatIsIgnoredIsSaidOnceAnHourForEachReasonAndCountedEachTime() {
        var nanos = new AtomicLong(-5);
        var metrics = new GatewayMetrics(new PrometheusRegistry());
        try (var said = LogListener.to(Orders.class, line -> String.valueOf(line.getParameters()[0]));
                var orders = new Orders((_, _) -> true, metrics, nanos::get)) {
            orders.ignore(Orders.Ignored.TOPIC);
            orders.ignore(Orders.Ignored.TOPIC);
            orders.ignore(Orders.Ignored.PAYLOAD);
            nanos.addAndGet(Duration.ofMinutes(61).toNanos());
            orders.ignore(Orders.Ignored.TOPIC);
            assertThat(said.lines()).containsExactly("topic", "payload", "topic");
        }
        assertThat(metrics.mqttCommands.labelValues("ignored").get()).isEqualTo(4);
    }

    @Test
    void aCameraThereIsNoThreadForIsACommandThatFailed() {
        var metrics = new GatewayMetrics(new PrometheusRegistry());
        CommandHandler handler = (camera, _) -> {
            if (camera.equals("a")) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return true;
        };
        try (var said = LogListener.to(Orders.class, line -> line.getLevel().getName());
                var orders = new Orders(handler, metrics, System::nanoTime)) {
            orders.enqueue("a", true);
            orders.enqueue("b", true);
            await().until(() -> metrics.mqttCommands.labelValues("accepted").get() == 1);
            assertThat(metrics.mqttCommands.labelValues("ignored").get()).isEqualTo(1);
            assertThat(said.lines()).containsExactly("SEVERE", "WARNING");
        }
    }
}
