package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.systemd.Receiver;
import io.maskgate.daemon.systemd.ServiceManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PulseTest {
    @TempDir
    Path folder;

    private final AtomicReference<Optional<String>> fatal = new AtomicReference<>(Optional.empty());
    private final AtomicInteger looks = new AtomicInteger();

    @BeforeAll
    static void python() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 receives the datagrams");
    }

    private ServiceManager manager() {
        // A third of it is the time between two signs of life: 50 ms.
        return new ServiceManager(
                Map.of("NOTIFY_SOCKET", folder.resolve("notify").toString(), "WATCHDOG_USEC", "150000"));
    }

    private static List<String> take(Receiver receiver, int count) throws Exception {
        var taken = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            taken.add(receiver.next());
        }
        return taken;
    }

    @Test
    void theWatchdogIsFedUntilTheProcessMustBeRestarted() throws Exception {
        try (var receiver = new Receiver(folder.resolve("notify").toString());
                var pulse = new Pulse(manager(), fatal::get, () -> "1/1 cameras online")) {
            pulse.start();
            assertThat(take(receiver, 5))
                    .containsExactly(
                            "READY=1",
                            "WATCHDOG=1",
                            "STATUS=1/1 cameras online",
                            "WATCHDOG=1",
                            "STATUS=1/1 cameras online");
            fatal.set(Optional.of("the inference thread does not come round"));
            String sign = receiver.next();
            while (!sign.startsWith("STATUS=must")) {
                sign = receiver.next();
            }
            assertThat(take(receiver, 4))
                    .containsOnly("STATUS=must be restarted: the inference thread does not come round");
        }
    }

    @Test
    void aRoomThatNeverAnswersIsNoSignOfLife() throws Exception {
        var hang = new CountDownLatch(1);
        try (var receiver = new Receiver(folder.resolve("notify").toString())) {
            var pulse = new Pulse(manager(), fatal::get, () -> {
                try {
                    hang.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return "late";
            });
            pulse.start();
            assertThat(receiver.next()).isEqualTo("READY=1");
            pulse.close();
            // Nothing stood between the two, however long the first took.
            assertThat(receiver.next()).isEqualTo("STOPPING=1");
            hang.countDown();
        }
    }

    @Test
    void aMomentWithoutMemoryIsNotTheEndOfIt() {
        // A third of it is the time between two looks; nobody listens there.
        var alone = new ServiceManager(Map.of("WATCHDOG_USEC", "150000"));
        try (var pulse = new Pulse(alone, fatal::get, () -> {
            if (looks.incrementAndGet() == 1) {
                throw new OutOfMemoryError("scripted");
            }
            return "1/1 cameras online";
        })) {
            pulse.start();
            await().until(() -> looks.get() > 2);
        }
    }

    /** Else nothing is left of the reason once the process was killed; without a service manager nobody else says it. */
    @Test
    void theLogIsToldWhyItMustBeRestartedAndWhenItNeedNot() {
        // A third of it is the time between two looks; nobody listens there.
        var alone = new ServiceManager(Map.of("WATCHDOG_USEC", "150000"));
        try (var log = LogListener.to(
                        Pulse.class, line -> line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
                var pulse = new Pulse(alone, fatal::get, () -> "look " + looks.incrementAndGet())) {
            pulse.start();
            fatal.set(Optional.of("the thread that writes the outbox has ended"));
            await().until(() -> log.lines().size() == 1);
            int before = looks.get();
            await().until(() -> looks.get() > before + 2);
            fatal.set(Optional.of("the inference thread does not come round"));
            await().until(() -> log.lines().size() == 2);
            fatal.set(Optional.empty());
            await().until(() -> log.lines().size() == 3);
            assertThat(log.lines())
                    .containsExactly(
                            "SEVERE this process must be restarted: the thread that writes the outbox has ended",
                            "SEVERE this process must be restarted: the inference thread does not come round",
                            "INFO this process can go on, this is over: the inference thread does not come round");
        }
    }
}
