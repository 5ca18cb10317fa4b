package io.maskgate.hw.inference.tensorrt;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** NVIDIA's libraries, played by Java methods behind C function pointers. */
final class PretendedDriver {
    private static final String EXPECTED =
            "libcuda\\.so\\.1|lib(cu|nvrtc).*\\.so\\.12|libcudnn_.*\\.so\\.9|libnv.*\\.so\\.10";

    final Set<String> missing = new HashSet<>();
    /** Libraries that nobody needs. */
    final Set<String> others = new HashSet<>();

    int initResult;
    int devices = 1;
    int cudaVersion = 12_060;
    int tensorRt = 100_300;

    private final Map<String, MemorySegment> functions = new HashMap<>();

    PretendedDriver(Arena arena) throws ReflectiveOperationException {
        var pointer = ValueLayout.ADDRESS;
        var number = ValueLayout.JAVA_INT;
        function(arena, "cuInit", number);
        function(arena, "cuDeviceGetCount", pointer);
        function(arena, "cuDeviceGet", pointer, number);
        function(arena, "cuDeviceGetName", pointer, number, number);
        function(arena, "cuDeviceGetAttribute", pointer, number, number);
        function(arena, "cuDeviceTotalMem_v2", pointer, number);
        function(arena, "cuDriverGetVersion", pointer);
        function(arena, "getInferLibVersion");
    }

    HostLibraries libraries() {
        return new HostLibraries(java.nio.file.Path.of("/nonsuch"), name -> {
            if (missing.contains(name) || !name.matches(EXPECTED) && !others.contains(name)) {
                throw new IllegalArgumentException("Cannot open library: " + name);
            }
            return (SymbolLookup) symbol -> Optional.ofNullable(functions.get(symbol));
        });
    }

    @SuppressWarnings("restricted")
    private void function(Arena arena, String name, MemoryLayout... arguments) throws ReflectiveOperationException {
        var descriptor = FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
        MethodType type = descriptor.toMethodType();
        MethodHandle method = MethodHandles.lookup()
                .findVirtual(PretendedDriver.class, name, type)
                .bindTo(this);
        functions.put(name, Linker.nativeLinker().upcallStub(method, descriptor, arena));
    }

    private int cuInit(int flags) {
        return initResult;
    }

    private int cuDeviceGetCount(MemorySegment count) {
        return store(count, devices);
    }

    private int cuDeviceGet(MemorySegment device, int index) {
        return store(device, 0);
    }

    @SuppressWarnings("restricted")
    private int cuDeviceGetName(MemorySegment text, int bytes, int device) {
        text.reinterpret(bytes).setString(0, "Orin");
        return 0;
    }

    private int cuDeviceGetAttribute(MemorySegment value, int attribute, int device) {
        // By the numbers of CUdevice_attribute: multiprocessors, compute capability.
        return store(
                value,
                switch (attribute) {
                    case 16 -> 8;
                    case 75 -> 8;
                    case 76 -> 7;
                    default -> throw new IllegalArgumentException("attribute " + attribute);
                });
    }

    @SuppressWarnings("restricted")
    private int cuDeviceTotalMem_v2(MemorySegment bytes, int device) {
        bytes.reinterpret(Long.BYTES).set(ValueLayout.JAVA_LONG, 0, 8L << 30);
        return 0;
    }

    private int cuDriverGetVersion(MemorySegment version) {
        return store(version, cudaVersion);
    }

    private int getInferLibVersion() {
        return tensorRt;
    }

    @SuppressWarnings("restricted")
    private static int store(MemorySegment where, int value) {
        where.reinterpret(Integer.BYTES).set(ValueLayout.JAVA_INT, 0, value);
        return 0;
    }
}
