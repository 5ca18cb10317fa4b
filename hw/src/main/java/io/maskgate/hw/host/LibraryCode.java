package io.maskgate.hw.host;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Set;

/**
 * The code of a native library, of which a process holds what it has run, a piece at a time. An engine that loads a model runs
 * through most of itself once; of that, running the model needs a small part.
 */
@SuppressWarnings("restricted")
public final class LibraryCode {
    /** madvise(2): the process does without these pages until it touches them again, when they come from the file. */
    private static final int DONT_NEED = 4;

    /** Code as the file has it. Pages that a process may write, or has written, would be lost with what it wrote. */
    private static final String CODE = "r-xp";

    private LibraryCode() {}

    /**
     * Lets go of what was run of it so far; what runs next comes back from the system's file cache, at the cost of a page
     * fault for each 64 KiB.
     *
     * @param name what the library's file name begins with
     * @return of how many bytes of code the system says that they went, resident or not; 0 where it has no such function
     */
    public static long letGo(String name) {
        var linker = Linker.nativeLinker();
        var found = linker.defaultLookup().find("madvise");
        if (found.isEmpty()) {
            return 0;
        }
        var signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
        var advise = linker.downcallHandle(found.get(), signature);
        return Mapping.ofLibraries(Set.of(name), Path.of("/")).stream()
                .filter(mapping -> mapping.permissions().equals(CODE))
                .filter(mapping -> letGo(advise, mapping))
                .mapToLong(Mapping::bytes)
                .sum();
    }

    private static boolean letGo(MethodHandle advise, Mapping mapping) {
        try {
            int failed = (int) advise.invokeExact(MemorySegment.ofAddress(mapping.start()), mapping.bytes(), DONT_NEED);
            return failed == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("madvise threw", e);
        }
    }
}
