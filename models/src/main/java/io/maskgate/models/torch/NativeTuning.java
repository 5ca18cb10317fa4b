package io.maskgate.models.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Settings of the C library that libtorch's speed hangs on; to be applied before its first call.
 *
 * <p>By default glibc gives every large block back to the kernel, so that each activation is page-faulted anew: on two
 * cores a training step spends most of its time there. An OpenMP thread that spins after its work takes the core
 * from the augmentation workers.
 *
 * <p>oneDNN keeps compiled kernels in a cache of 1024 by default. With that size the process was seen to end in backward
 * with a jump into a page of compiled code that was no longer mapped; room for every kernel of a run avoids evictions.
 */
public final class NativeTuning {
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_THRESHOLD = -3;

    private NativeTuning() {}

    /** Applies the settings; where the C library is another one, nothing happens and training is merely slower. */
    public static void apply() {
        call("mallopt", M_MMAP_THRESHOLD, 1 << 30);
        call("mallopt", M_TRIM_THRESHOLD, Integer.MAX_VALUE);
        call("mallopt", M_TOP_PAD, 64 << 20);
        setEnvironment("OMP_WAIT_POLICY", "passive");
        setEnvironment("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "16384");
    }

    private static void call(String function, int key, int value) {
        invoke(function, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), h -> {
            var _ = (int) h.invokeExact(key, value);
        });
    }

    private static void setEnvironment(String key, String value) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(key);
            MemorySegment text = arena.allocateFrom(value);
            invoke(
                    "setenv",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                    h -> {
                        var _ = (int) h.invokeExact(name, text, 0);
                    });
        }
    }

    @SuppressWarnings("restricted")
    private static void invoke(String function, FunctionDescriptor type, Call call) {
        var linker = Linker.nativeLinker();
        var symbol = linker.defaultLookup().find(function);
        if (symbol.isEmpty()) {
            return;
        }
        try {
            call.on(linker.downcallHandle(symbol.get(), type));
        } catch (Throwable e) {
            throw new IllegalStateException("calling " + function, e);
        }
    }

    private interface Call {
        void on(MethodHandle handle) throws Throwable;
    }
}
