package io.maskgate.hw.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

@SuppressWarnings("restricted")
class FreedMemoryTest {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final int BLOCKS = 20_000;
    private static final long BYTES = 4096;
    /** So far apart are those that stay. */
    private static final int APART = 4000;

    private static boolean glibc() {
        return LINKER.defaultLookup().find("malloc_trim").isPresent();
    }

    private static MethodHandle function(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), shape);
    }

    @Test
    void itIsGivenBackWhereTheLibraryCan() {
        assertThat(FreedMemory.giveBack()).isEqualTo(glibc());
    }

    @Test
    void whatWasFreedBetweenBlocksInUseIsTheSystemsAgain() throws Throwable {
        assumeTrue(glibc(), "the C library keeps nothing that could be asked back");
        // The heap of the Java machine grows and shrinks meanwhile.
        long most = Math.max(givenBack(), givenBack());
        assertThat(most).isGreaterThan(40_000_000);
    }

    /** Anonymous bytes that are gone once 80 MB were freed, but for a few blocks and the last, behind which nothing is free. */
    private static long givenBack() throws Throwable {
        var malloc = function("malloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        var free = function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
        var blocks = new ArrayList<MemorySegment>();
        for (int i = 0; i < BLOCKS; i++) {
            var block = ((MemorySegment) malloc.invokeExact(BYTES)).reinterpret(BYTES);
            block.fill((byte) 1);
            blocks.add(block);
        }
        var kept = new ArrayList<MemorySegment>();
        for (int i = 0; i < BLOCKS; i++) {
            if (i % APART == 0 || i == BLOCKS - 1) {
                kept.add(blocks.get(i));
            } else {
                free.invokeExact(blocks.get(i));
            }
        }
        var process = ProcessStats.ofThisProcess();
        long before = process.anonymousBytes().orElseThrow();
        FreedMemory.giveBack();
        long after = process.anonymousBytes().orElseThrow();
        for (var block : kept) {
            free.invokeExact(block);
        }
        return before - after;
    }
}
