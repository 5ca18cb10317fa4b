package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.metrics.GatewayMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrdersTest {
    @Test
    void whatIsIgnoredIsSaidOnceAnHourForEachReasonAndCountedEachTime() {
        var nanos = new AtomicLong(-5);
        var metrics = new GatewayMetrics();
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
        var metrics = new GatewayMetrics();
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

    /** Is busy with its first order until it is let go. */
    private static final class Busy implements CommandHandler {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch free = new CountDownLatch(1);
        final List<String> obeyed = new CopyOnWriteArrayList<>();

        @Override
        public boolean setEnabled(String camera, boolean enabled) {
            entered.countDown();
            try {
                free.await();
            } catch (InterruptedException _) {
                return false;
            }
            obeyed.add(camera + (enabled ? "=on" : "=off"));
            return !camera.equals("nowhere");
        }
    }

    private static double count(GatewayMetrics metrics, String result) {
        return metrics.mqttCommands.labelValues(result).get();
    }

    @Test
    void aSceneThatSwitchesEachOfManyCamerasSwitchesThemAllInItsOrder() {
        var metrics = new GatewayMetrics();
        var busy = new Busy();
        var all = IntStream.range(0, 256).mapToObj(n -> "c" + n).toList();
        try (var orders = new Orders(busy, metrics, System::nanoTime)) {
            all.forEach(camera -> orders.enqueue(camera, false));
            busy.free.countDown();
            await().until(() -> busy.obeyed.size() == 256);
            assertThat(busy.obeyed)
                    .containsExactlyElementsOf(
                            all.stream().map(camera -> camera + "=off").toList());
            await().until(() -> count(metrics, "accepted") == 256);
            assertThat(count(metrics, "ignored")).isZero();
        }
    }

    /** So a camera that rests after refused passwords is tried at once. */
    @Test
    void aCameraThatIsSwitchedOffAndOnIsSwitchedOffAndOn() throws Exception {
        var metrics = new GatewayMetrics();
        var busy = new Busy();
        try (var orders = new Orders(busy, metrics, System::nanoTime)) {
            orders.enqueue("a", true);
            busy.entered.await();
            for (boolean enabled : new boolean[] {true, false, true, true}) {
                orders.enqueue("b", enabled);
            }
            busy.free.countDown();
            await().until(() -> count(metrics, "accepted") == 1 + 4);
            assertThat(busy.obeyed).containsExactly("a=on", "b=off", "b=on");
        }
    }

    @Test
    void ofWhatWaitsForACameraTheLatestCountsAndKeepsTheFirstOnesPlace() throws Exception {
        var metrics = new GatewayMetrics();
        var busy = new Busy();
        try (var orders = new Orders(busy, metrics, System::nanoTime)) {
            orders.enqueue("a", true);
            busy.entered.await();
            for (boolean enabled : new boolean[] {false, true, false}) {
                orders.enqueue("b", enabled);
                orders.enqueue("nowhere", enabled);
            }
            orders.enqueue("a", false);
            busy.free.countDown();
            await().until(() -> count(metrics, "accepted") == 1 + 3 + 1);
            assertThat(busy.obeyed).containsExactly("a=on", "b=off", "nowhere=off", "a=off");
            assertThat(count(metrics, "ignored")).isEqualTo(3);
        }
    }

    @Test
    void aNameThatIsLongerThanAnyCamerasIsNotKept() {
        var metrics = new GatewayMetrics();
        CommandHandler handler = (_, _) -> true;
        try (var said = LogListener.to(Orders.class, line -> String.valueOf(line.getParameters()[0]));
                var orders = new Orders(handler, metrics, System::nanoTime)) {
            var topics = new Topics("maskgate", "lobby");
            var commands = new Commands(topics, orders);
            var off = "off".getBytes(StandardCharsets.US_ASCII);
            commands.arrived(topics.enable("x".repeat(65)), off, false);
            assertThat(said.lines()).containsExactly("topic");
            commands.arrived(topics.enable("x".repeat(64)), off, false);
            await().until(() -> count(metrics, "accepted") == 1);
        }
    }

    @Test
    void noMoreNamesWaitThanAConfigurationMayHaveCameras() throws Exception {
        var metrics = new GatewayMetrics();
        var busy = new Busy();
        try (var said = LogListener.to(Orders.class, line -> String.valueOf(line.getParameters()[0]));
                var orders = new Orders(busy, metrics, System::nanoTime)) {
            orders.enqueue("first", true);
            busy.entered.await();
            IntStream.range(0, 300).forEach(n -> orders.enqueue("c" + n, true));
            assertThat(count(metrics, "ignored")).isEqualTo(300 - 256);
            assertThat(said.lines()).containsExactly("flood");
            orders.enqueue("c255", false);
            busy.free.countDown();
            await().until(() -> busy.obeyed.size() == 257);
            assertThat(busy.obeyed).endsWith("c254=on", "c255=off");
        }
    }
}
