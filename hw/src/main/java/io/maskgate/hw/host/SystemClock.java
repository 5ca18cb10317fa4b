package io.maskgate.hw.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Whether something keeps the machine's clock right, as the kernel knows from whoever disciplines it: adjtimex(2). */
@SuppressWarnings("restricted")
public final class SystemClock {
    /** sizeof(struct timex) on 64-bit Linux. */
    private static final long TIMEX_BYTES = 208;

    private static final long STATUS_AT = 40;
    private static final int STA_UNSYNC = 0x40;
    private static final int TIME_ERROR = 5;

    private SystemClock() {}

    /** Absent where the kernel does not tell, as in some containers. */
    public static Optional<Boolean> synchronised() {
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
