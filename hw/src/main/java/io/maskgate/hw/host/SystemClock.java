package io.maskgate.hw.host;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether something keeps the machine's clock right, as the kernel knows from whoever disciplines it: adjtimex(2). A service
 * that may not set the clock is not let near that call (systemd's ProtectClock); there systemd-timesyncd's mark tells, or
 * chronyd. Thread-safe.
 */
@SuppressWarnings("restricted")
public final class SystemClock {
    /** sizeof(struct timex) on 64-bit Linux. */
    private static final long TIMEX_BYTES = 208;

    private static final long MAXERROR_AT = 24;
    /** Microseconds; the kernel lets it grow to this while nobody corrects the clock, and begins there. */
    private static final long UNKNOWN_ERROR = 16_000_000;
    /** There while systemd-timesyncd runs; its mark in it is touched by each answer of a time server. */
    private static final Path TIMESYNCD = Path.of("/run/systemd/timesync");

    /** In which the kernel's own bound, which grows by 500 ppm, comes to the same judgement. */
    private static final Duration KEPT = Duration.ofHours(9);

    private final Chrony chrony = new Chrony(Chrony.HERE, System::nanoTime);

    /** Absent where nobody tells, as in some containers. Takes a quarter of a second at most, and seldom that. */
    public Optional<Boolean> synchronised() {
        return kernel().or(() -> told(TIMESYNCD, chrony::keepsItRight, Instant.now()));
    }

    /** Whether somebody says that it is right now. */
    public boolean isRight() {
        return synchronised().orElse(false);
    }

    /** What timesyncd's folder tells that runs unanswered comes last, since another service may keep the clock. */
    static Optional<Boolean> told(Path timesyncd, Supplier<Optional<Boolean>> chrony, Instant now) {
        return wasAnswered(timesyncd.resolve("synchronized"), now)
                ? Optional.of(true)
                : chrony.get().or(() -> Files.isDirectory(timesyncd) ? Optional.of(false) : Optional.empty());
    }

    private static boolean wasAnswered(Path mark, Instant now) {
        try {
            return Files.getLastModifiedTime(mark).toInstant().isAfter(now.minus(KEPT));
        } catch (IOException _) {
            return false;
        }
    }

    private static Optional<Boolean> kernel() {
        try (var arena = Arena.ofConfined()) {
            var linker = Linker.nativeLinker();
            var adjtimex = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("adjtimex"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
            MemorySegment timex = arena.allocate(TIMEX_BYTES, Long.BYTES);
            int state = (int) adjtimex.invokeExact(timex);
            return judge(state, timex.get(ValueLayout.JAVA_LONG, MAXERROR_AT));
        } catch (Throwable e) {
            return Optional.empty();
        }
    }

    /**
     * The kernel's flag for a clock that nobody keeps (STA_UNSYNC) does not tell: time services set it to keep the kernel
     * from the hardware clock too, as chronyd without {@code rtcsync} does.
     *
     * @param state what adjtimex returned: negative an error
     * @param maxError by how many microseconds the clock may be wrong
     */
    static Optional<Boolean> judge(int state, long maxError) {
        return state < 0 ? Optional.empty() : Optional.of(maxError < UNKNOWN_ERROR);
    }
}
