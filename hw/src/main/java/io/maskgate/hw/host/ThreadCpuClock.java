package io.maskgate.hw.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Processor time of the calling thread, user and system: clock_gettime(2) with CLOCK_THREAD_CPUTIME_ID. Half a
 * microsecond a reading, where the management beans would load a megabyte of classes. Confined to one thread.
 */
@SuppressWarnings("restricted")
public final class ThreadCpuClock implements AutoCloseable {
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment time = arena.allocate(MemoryLayout.sequenceLayout(2, ValueLayout.JAVA_LONG));
    private final MethodHandle clockGettime;

    public ThreadCpuClock() {
        var linker = Linker.nativeLinker();
        clockGettime = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    /** Nanoseconds since the thread began; 0 where the kernel does not tell. */
    public long nanos() {
        try {
            int rc = (int) clockGettime.invokeExact(CLOCK_THREAD_CPUTIME_ID, time);
            return rc == 0
                    ? time.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOS_PER_SECOND
                            + time.getAtIndex(ValueLayout.JAVA_LONG, 1)
                    : 0;
        } catch (Throwable e) {
            throw new IllegalStateException("clock_gettime cannot be called", e);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
