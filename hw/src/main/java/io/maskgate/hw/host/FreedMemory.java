package io.maskgate.hw.host;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * Native memory that was freed and not given back: glibc keeps it, for each of its arenas, in case the same thread wants it
 * again. After a model was let go that is some 50 MB that nobody will ask for.
 */
@SuppressWarnings("restricted")
public final class FreedMemory {
    private FreedMemory() {}

    /** Gives it back to the system, by {@code malloc_trim(3)}; false where the C library has no such function. Takes milliseconds. */
    public static boolean giveBack() {
        var linker = Linker.nativeLinker();
        var found = linker.defaultLookup().find("malloc_trim");
        if (found.isEmpty()) {
            return false;
        }
        var trim =
                linker.downcallHandle(found.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        try {
            int released = (int) trim.invokeExact(0L);
            return released == 0 || released == 1;
        } catch (Throwable e) {
            throw new IllegalStateException("malloc_trim threw", e);
        }
    }
}
