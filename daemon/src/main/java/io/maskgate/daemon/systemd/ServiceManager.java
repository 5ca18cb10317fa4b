package io.maskgate.daemon.systemd;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the service manager how the daemon is (sd_notify). Thread-safe; does nothing where no service manager listens;
 * a failure is logged once and never thrown.
 */
public final class ServiceManager {
    private static final System.Logger LOG = System.getLogger(ServiceManager.class.getName());

    private final Optional<String> address;
    private final Optional<Duration> watchdog;
    private final AtomicBoolean reported = new AtomicBoolean();
    private volatile boolean leaving;

    /** @param environment NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID are read from it */
    public ServiceManager(Map<String, String> environment) {
        this(environment, ProcessHandle.current().pid());
    }

    ServiceManager(Map<String, String> environment, long pid) {
        address = Optional.ofNullable(environment.get("NOTIFY_SOCKET")).filter(text -> !text.isEmpty());
        watchdog = watchdog(environment, pid);
    }

    /** Whether a service manager listens. */
    public boolean present() {
        return address.isPresent();
    }

    public void ready() {
        send("READY=1");
    }

    /** One line for {@code systemctl status}. */
    public void status(String text) {
        send("STATUS=" + oneLine(text));
    }

    /** The start takes longer than it was granted: so much from now on, unless this is said again. Shortens nothing. */
    public void extend(Duration time) {
        if (!leaving) {
            send("EXTEND_TIMEOUT_USEC=" + time.toNanos() / 1000);
        }
    }

    /** The process was asked to stop: no time is asked for any more, for it would be given to the stop. */
    public void leaving() {
        leaving = true;
    }

    public void stopping() {
        send("STOPPING=1");
    }

    /** @param monotonicMicros CLOCK_MONOTONIC in microseconds, see {@link MonotonicClock} */
    public void reloading(long monotonicMicros) {
        send("RELOADING=1\nMONOTONIC_USEC=" + monotonicMicros);
    }

    /** The sign of life; send it at least twice per {@link #watchdogInterval()}. */
    public void watchdog() {
        send("WATCHDOG=1");
    }

    /** The time after which a silent daemon is killed; nothing where the service manager does not watch this process. */
    public Optional<Duration> watchdogInterval() {
        return watchdog;
    }

    private void send(String state) {
        if (address.isEmpty()) {
            return;
        }
        if (UnixDatagram.send(address.get(), state.getBytes(StandardCharsets.UTF_8))
                        instanceof UnixDatagram.Failed(String reason)
                && reported.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the service manager cannot be told \"{0}\": {1}; check NOTIFY_SOCKET and NotifyAccess=main",
                    oneLine(state),
                    reason);
        }
    }

    private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
        String forPid = environment.get("WATCHDOG_PID");
        if (forPid != null && !forPid.equals(Long.toString(pid))) {
            return Optional.empty();
        }
        try {
            long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
            return micros > 0 ? Optional.of(Duration.ofNanos(Math.multiplyExact(micros, 1000))) : Optional.empty();
        } catch (NumberFormatException | ArithmeticException _) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "WATCHDOG_USEC: expected microseconds, found something else; no watchdog");
            return Optional.empty();
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
