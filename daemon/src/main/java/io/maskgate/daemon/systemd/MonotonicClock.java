package io.maskgate.daemon.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;

/** CLOCK_MONOTONIC as the service manager reads it; System.nanoTime has an origin of its own. */
public final class MonotonicClock {
    private static final int CLOCK_MONOTONIC = 1;

    private MonotonicClock() {}

    /** Microseconds since boot, suspend not counted. */
    @SuppressWarnings("restricted")
    public static long micros() {
        var linker = Linker.nativeLinker();
        var call = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
        try (var arena = Arena.ofConfined()) {
            var timespec = arena.allocate(JAVA_LONG, 2);
            int result = (int) call.invokeExact(CLOCK_MONOTONIC, timespec);
            if (result != 0) {
                throw new IllegalStateException("clock_gettime(CLOCK_MONOTONIC) returned " + result + ", expected 0");
            }
            return timespec.getAtIndex(JAVA_LONG, 0) * 1_000_000 + timespec.getAtIndex(JAVA_LONG, 1) / 1000;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("clock_gettime cannot be called", e);
        }
    }
}
