package io.maskgate.hw.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether something keeps the machine's clock right, as the kernel knows from whoever disciplines it: adjtimex(2). A service
 * that may not set the clock is not let near that call (systemd's ProtectClock); there systemd-timesyncd's mark tells.
 */
@SuppressWarnings("restricted")
public final class SystemClock {
    /** sizeof(struct timex) on 64-bit Linux. */
    private static final long TIMEX_BYTES = 208;

    private static final long STATUS_AT = 40;
    private static final int STA_UNSYNC = 0x40;
    private static final int TIME_ERROR = 5;
    /** There once a time server has answered since the machine started. */
    private static final Path TIMESYNCD = Path.of("/run/systemd/timesync/synchronized");

    private SystemClock() {}

    /** Absent where nobody tells, as in some containers. */
    public static Optional<Boolean> synchronised() {
        return kernel().or(() -> marked(TIMESYNCD));
    }

    /** Whether somebody says that it is right now. */
    public static boolean isRight() {
        return synchronised().orElse(false);
    }

    /** Where the mark is not there, another service may keep the clock. */
    static Optional<Boolean> marked(Path mark) {
        return Files.exists(mark) ? Optional.of(true) : Optional.empty();
    }

    private static Optional<Boolean> kernel() {
        try (var arena = Arena.ofConfined()) {
            var linker = Linker.nativeLinker();
            var adjtimex = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("adjtimex"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
            MemorySegment timex = arena.allocate(TIMEX_BYTES, Long.BYTES);
            int state = (int) adjtimex.invokeExact(timex);
            return judge(state, timex.get(ValueLayout.JAVA_INT, STATUS_AT));
        } catch (Throwable e) {
            return Optional.empty();
        }
    }

    /**
     * @param state what adjtimex returned: negative an error, 5 a clock that is not right
     * @param status its bits
     */
    static Optional<Boolean> judge(int state, int status) {
        return state < 0 ? Optional.empty() : Optional.of(state != TIME_ERROR && (status & STA_UNSYNC) == 0);
    }
}
