package io.maskgate.daemon.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.maskgate.daemon.logging.LogListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServiceManagerTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    Path folder;

    @Test
    void everyStateArrivesAtASocketWithAPath() throws Exception {
        assertEveryStateArrives(folder.resolve("notify").toString());
    }

    @Test
    void everyStateArrivesAtAnAbstractSocket() throws Exception {
        assertEveryStateArrives("@maskgate-test-" + ProcessHandle.current().pid());
    }

    private void assertEveryStateArrives(String address) throws Exception {
        assumeTrue(Files.isExecutable(PYTHON), "python3 receives the datagrams");
        try (var receiver = new Receiver(address)) {
            var manager = new ServiceManager(Map.of("NOTIFY_SOCKET", address));
            manager.ready();
            manager.status("2 of 3 cameras\nonline");
            manager.watchdog();
            manager.reloading(123_456);
            manager.stopping();
            assertThat(receiver.next()).isEqualTo("READY=1");
            assertThat(receiver.next()).isEqualTo("STATUS=2 of 3 cameras online");
            assertThat(receiver.next()).isEqualTo("WATCHDOG=1");
            assertThat(receiver.next()).isEqualTo("RELOADING=1|MONOTONIC_USEC=123456");
            assertThat(receiver.next()).isEqualTo("STOPPING=1");
        }
    }

    @Test
    void withoutAServiceManagerNothingHappens() {
        var manager = new ServiceManager(Map.of());
        manager.ready();
        manager.stopping();
        assertThat(manager.present()).isFalse();
        assertThat(manager.watchdogInterval()).isEmpty();
    }

    @Test
    void aSocketThatIsNotThereIsReportedOnceAndNeverThrown() {
        assertThat(warnings(folder.resolve("nobody").toString()))
                .singleElement()
                .asString()
                .contains("sendto failed with errno 2");
    }

    @Test
    void anotherKindOfAddressIsReportedOnce() {
        assertThat(warnings("vsock:2:1234"))
                .singleElement()
                .asString()
                .contains("expected an address of the form /path or @name", "check NOTIFY_SOCKET");
        assertThat(warnings("/" + "x".repeat(200))).singleElement().asString().contains("at most 107 bytes, found 201");
    }

    private static List<String> warnings(String address) {
        try (var log = LogListener.to(
                ServiceManager.class, line -> MessageFormat.format(line.getMessage(), line.getParameters()))) {
            var manager = new ServiceManager(Map.of("NOTIFY_SOCKET", address));
            manager.ready();
            manager.watchdog();
            return log.lines();
        }
    }

    @Test
    void theWatchdogIsOursOnlyWhereItsProcessIsThisOne() {
        assertThat(new ServiceManager(Map.of("WATCHDOG_USEC", "30000000"), 7).watchdogInterval())
                .contains(Duration.ofSeconds(30));
        assertThat(new ServiceManager(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7"), 7).watchdogInterval())
                .contains(Duration.ofSeconds(30));
        assertThat(new ServiceManager(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "8"), 7).watchdogInterval())
                .isEmpty();
        assertThat(new ServiceManager(Map.of("WATCHDOG_USEC", "soon"), 7).watchdogInterval())
                .isEmpty();
    }

    @Test
    void theMonotonicClockIsTheOneOfTheKernel() throws Exception {
        long before = MonotonicClock.micros();
        double uptime =
                Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
        assertThat(MonotonicClock.micros()).isGreaterThanOrEqualTo(before);
        // /proc/uptime counts suspend and has hundredths of a second.
        assertThat(before / 1e6).isLessThan(uptime + 1);
    }
}
