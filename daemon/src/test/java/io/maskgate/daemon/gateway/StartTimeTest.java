package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.maskgate.daemon.systemd.Receiver;
import io.maskgate.daemon.systemd.ServiceManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StartTimeTest {
    @TempDir
    Path folder;

    String address;
    ServiceManager manager;

    @BeforeAll
    static void python() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 receives the datagrams");
    }

    @BeforeEach
    void prepare() {
        address = folder.resolve("notify").toString();
        manager = new ServiceManager(Map.of("NOTIFY_SOCKET", address));
    }

    @Test
    void timeIsAskedForAgainAndAgainUntilItIsOver() throws Exception {
        try (var receiver = new Receiver(address)) {
            try (var _ = StartTime.begin(manager, Duration.ofMillis(20), Duration.ofMinutes(1))) {
                for (int i = 0; i < 3; i++) {
                    // Three times the interval, in microseconds.
                    assertThat(receiver.next()).isEqualTo("EXTEND_TIMEOUT_USEC=60000");
                }
            }
            manager.ready();
            assertThat(afterTheLast(receiver)).isEqualTo("READY=1");
        }
    }

    @Test
    void notForEver() throws Exception {
        try (var receiver = new Receiver(address);
                var _ = StartTime.begin(manager, Duration.ofMillis(1), Duration.ofMillis(50))) {
            assertThat(receiver.next()).isEqualTo("EXTEND_TIMEOUT_USEC=3000");
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("start-time")));
        }
    }

    @Test
    void aGatewayThatStartsAsksForTimeAndNotOnceItIsReady() throws Exception {
        try (var receiver = new Receiver(address)) {
            var config = Site.config(folder, "mqtt://127.0.0.1:9", "rtsp://127.0.0.1:9/");
            try (var _ = Gateway.start(config, Site.surroundings(manager))) {
                assertThat(receiver.next()).isEqualTo("EXTEND_TIMEOUT_USEC=30000000");
                assertThat(afterTheLast(receiver)).isEqualTo("READY=1");
                assertThat(receiver.next()).isEqualTo("WATCHDOG=1");
            }
        }
    }

    /** A stop in the middle of a long start lasted as long as the start, half an hour at most. */
    @Test
    void onceAskedToStopNoTimeIsAskedFor() throws Exception {
        try (var receiver = new Receiver(address)) {
            manager.leaving();
            manager.extend(Duration.ofSeconds(10));
            manager.ready();
            assertThat(receiver.next()).isEqualTo("READY=1");
        }
    }

    private static String afterTheLast(Receiver receiver) throws Exception {
        var next = receiver.next();
        while (next.startsWith("EXTEND_TIMEOUT_USEC=")) {
            next = receiver.next();
        }
        return next;
    }
}
