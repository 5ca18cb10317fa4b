package io.maskgate.hw.inference.tensorrt;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Looks for a GPU and for the libraries that TensorRT needs, without a class that is linked against them: the driver is
 * asked through plain C functions. The driver may take seconds to answer the first time.
 */
final class GpuProbe {
    /** Of {@code CUdevice_attribute}. */
    private static final int MULTIPROCESSORS = 16;

    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;
    private static final int NAME_BYTES = 256;
    private static final int MAJOR = 10;
    private static final String GLUE = "libjninvinfer.so";
    private static final String TENSORRT = "libnvinfer.so.10";
    /** TensorRT's own, and those that its Java glue is linked against, used or not. */
    private static final List<Needed> NEEDED = List.of(
            new Needed("libcudart.so.12", "the CUDA 12 runtime", "cuda-cudart-12-6"),
            new Needed("libcublasLt.so.12", "CUDA's linear algebra", "libcublas-12-6"),
            new Needed("libcublas.so.12", "CUDA's linear algebra", "libcublas-12-6"),
            new Needed("libnvrtc.so.12", "CUDA's runtime compiler", "cuda-nvrtc-12-6"),
            new Needed("libcudnn_graph.so.9", "cuDNN 9", "libcudnn9-cuda-12"),
            new Needed("libcudnn_ops.so.9", "cuDNN 9", "libcudnn9-cuda-12"),
            new Needed("libcudnn_cnn.so.9", "cuDNN 9", "libcudnn9-cuda-12"),
            new Needed("libcudnn_adv.so.9", "cuDNN 9", "libcudnn9-cuda-12"),
            new Needed(TENSORRT, "TensorRT 10", "libnvinfer10"),
            new Needed("libnvinfer_plugin.so.10", "TensorRT's plugins", "libnvinfer-plugin10"),
            new Needed("libnvonnxparser.so.10", "TensorRT's ONNX parser", "libnvonnxparsers10"));

    private static final String USE_CPU = ", or set model.engine to cpu";
    private static final String JETPACK = "on a Jetson: JetPack 6.1 or 6.2, sudo apt install nvidia-jetpack";
    private static final String NVIDIA_MODULE = "proc/driver/nvidia/version";
    private static final String TEGRA = "etc/nv_tegra_release";
    private static final String TEGRA_REACH = "check that this user may open /dev/nvmap, /dev/nvgpu/igpu0/* and"
            + " /dev/dri/renderD128, which are of the groups video and render (sudo usermod -aG video,render USER, then log in"
            + " again), that the service's drop-in allows them and it was restarted since the driver came, and that tegrastats"
            + " works";
    private static final Pattern KERNEL_MODULE = Pattern.compile("Kernel Module.*?\\s(\\d+\\.\\d+(?:\\.\\d+)*)\\s");
    private static final Pattern JETSON_LINUX = Pattern.compile("# (R\\d+) \\(release\\), REVISION: ([0-9.]+)");

    private final Path root;
    private final String arch;
    private final HostLibraries libraries;

    GpuProbe(Path root, String arch, HostLibraries libraries) {
        this.root = root;
        this.arch = arch;
        this.libraries = libraries;
    }

    static GpuProbe ofThisHost() {
        return new GpuProbe(Path.of("/"), System.getProperty("os.arch"), HostLibraries.ofThisHost());
    }

    /** Never fails: what cannot be used is absent, with the reason. */
    Gpu probe() {
        try {
            return probeAll();
        } catch (Absence absence) {
            return absence.gpu;
        }
    }

    /** @param debian the package that has it */
    private record Needed(String soname, String what, String debian) {}

    /** Ends the search. */
    private static final class Absence extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Gpu.Absent gpu;

        Absence(String reason, String remedy) {
            super(reason);
            gpu = new Gpu.Absent(reason, remedy + USE_CPU);
        }
    }

    private Gpu probeAll() throws Absence {
        if (!arch.equals("amd64") && !arch.equals("aarch64")) {
            throw new Absence("TensorRT: expected an amd64 or aarch64 processor, found " + arch, "use another machine");
        }
        var cuda = library("libcuda.so.1", "the NVIDIA driver", "install NVIDIA's driver; " + JETPACK);
        check(cuda, "cuInit", (int) call(function(cuda, "cuInit", ValueLayout.JAVA_INT), 0));
        try (var arena = Arena.ofConfined()) {
            int device = firstDevice(cuda, arena);
            String name = name(cuda, arena, device);
            String capability = attribute(cuda, arena, device, CAPABILITY_MAJOR) + "."
                    + attribute(cuda, arena, device, CAPABILITY_MINOR);
            int multiprocessors = attribute(cuda, arena, device, MULTIPROCESSORS);
            long bytes = bytes(cuda, arena, device);
            int cudaVersion = cudaVersion(cuda, arena);
            for (var needed : NEEDED) {
                library(needed.soname(), needed.what(), install(needed.debian()) + "; " + JETPACK);
            }
            String version = tensorRtVersion(library(TENSORRT, "TensorRT 10", install("libnvinfer10")));
            requireGlue();
            return new Gpu.Present(
                    name,
                    capability,
                    multiprocessors,
                    bytes,
                    driver(),
                    cudaVersion / 1000 + "." + cudaVersion % 1000 / 10,
                    version);
        }
    }

    /**
     * Of each version of TensorRT 10 NVIDIA's repository has one for CUDA 12 and one for CUDA 13; by the name alone apt takes
     * the newest of all, which needs a newer driver than CUDA 12 does and bears the same names of files.
     */
    private String install(String debian) {
        boolean ofTensorRt = debian.startsWith("libnv");
        return ofTensorRt && arch.equals("amd64")
                ? "install libnvinfer10, libnvinfer-plugin10 and libnvonnxparsers10, all in one version that is built for CUDA 12:"
                        + " apt-cache madison libnvinfer10 names them, sudo apt install libnvinfer10=V"
                        + " libnvinfer-plugin10=V libnvonnxparsers10=V with a V that ends in +cuda12 and a number"
                : "install " + debian;
    }

    private int firstDevice(SymbolLookup cuda, Arena arena) throws Absence {
        var count = arena.allocate(ValueLayout.JAVA_INT);
        check(cuda, "cuDeviceGetCount", (int) call(function(cuda, "cuDeviceGetCount", ValueLayout.ADDRESS), count));
        if (count.get(ValueLayout.JAVA_INT, 0) < 1) {
            throw new Absence("GPU: expected at least one, found none", "give the process access to it");
        }
        var device = arena.allocate(ValueLayout.JAVA_INT);
        var get = function(cuda, "cuDeviceGet", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        check(cuda, "cuDeviceGet", (int) call(get, device, 0));
        return device.get(ValueLayout.JAVA_INT, 0);
    }

    private String name(SymbolLookup cuda, Arena arena, int device) throws Absence {
        var text = arena.allocate(NAME_BYTES);
        var get = function(cuda, "cuDeviceGetName", ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        check(cuda, "cuDeviceGetName", (int) call(get, text, NAME_BYTES, device));
        return text.getString(0).strip();
    }

    private int attribute(SymbolLookup cuda, Arena arena, int device, int attribute) throws Absence {
        var value = arena.allocate(ValueLayout.JAVA_INT);
        var get =
                function(cuda, "cuDeviceGetAttribute", ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        check(cuda, "cuDeviceGetAttribute", (int) call(get, value, attribute, device));
        return value.get(ValueLayout.JAVA_INT, 0);
    }

    private long bytes(SymbolLookup cuda, Arena arena, int device) throws Absence {
        var value = arena.allocate(ValueLayout.JAVA_LONG);
        var get = function(cuda, "cuDeviceTotalMem_v2", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        check(cuda, "cuDeviceTotalMem", (int) call(get, value, device));
        return value.get(ValueLayout.JAVA_LONG, 0);
    }

    private int cudaVersion(SymbolLookup cuda, Arena arena) throws Absence {
        var value = arena.allocate(ValueLayout.JAVA_INT);
        check(cuda, "cuDriverGetVersion", (int) call(function(cuda, "cuDriverGetVersion", ValueLayout.ADDRESS), value));
        int version = value.get(ValueLayout.JAVA_INT, 0);
        if (version < 12_000) {
            throw new Absence(
                    "NVIDIA driver: expected one for CUDA 12 or newer, found CUDA " + version / 1000 + "."
                            + version % 1000 / 10,
                    "install a newer driver");
        }
        return version;
    }

    /** Major times 10000 plus minor times 100 plus patch, from 10.0 on; the build number where the library tells it. */
    private String tensorRtVersion(SymbolLookup inference) throws Absence {
        int version = (int) call(function(inference, "getInferLibVersion"));
        if (version / 10_000 != MAJOR) {
            throw new Absence(
                    "TensorRT: expected version 10, found a library that says " + version, install("libnvinfer10"));
        }
        String text = version / 10_000 + "." + version / 100 % 100 + "." + version % 100;
        return inference.find("getInferLibBuildVersion").isPresent()
                ? text + "." + (int) call(function(inference, "getInferLibBuildVersion"))
                : text;
    }

    /** In a jar, or, where the distribution took it out of the jars, on the library path. */
    private void requireGlue() throws Absence {
        String folder = "/org/bytedeco/tensorrt/linux-" + (arch.equals("amd64") ? "x86_64" : "arm64") + "/";
        boolean unpacked = Arrays.stream(
                        System.getProperty("java.library.path", "").split(":"))
                .anyMatch(path -> Files.exists(Path.of(path).resolve(GLUE)));
        if (!unpacked && GpuProbe.class.getResource(folder + GLUE) == null) {
            throw new Absence(
                    "TensorRT: expected its Java glue " + GLUE + " in this installation, found none",
                    "install the package for this architecture");
        }
    }

    /**
     * Jetson Linux's version, or the kernel module's; both decide whether a built engine still fits. A Jetson has the module
     * for its display, in one version over several of Jetson Linux.
     */
    private String driver() {
        return match(root.resolve(TEGRA), JETSON_LINUX)
                .or(() -> match(root.resolve(NVIDIA_MODULE), KERNEL_MODULE))
                .orElse("unknown");
    }

    private static Optional<String> match(Path file, Pattern pattern) {
        try {
            var matcher = pattern.matcher(Files.readString(file));
            if (!matcher.find()) {
                return Optional.empty();
            }
            return Optional.of(
                    matcher.groupCount() == 1 ? matcher.group(1) : matcher.group(1) + "." + matcher.group(2));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private SymbolLookup library(String soname, String what, String remedy) throws Absence {
        var opened = libraries.open(soname);
        if (opened.isEmpty()) {
            String found = ofAnotherVersion(soname).orElse("no such library");
            throw new Absence("TensorRT: expected " + what + " (" + soname + "), found " + found, remedy);
        }
        return opened.get();
    }

    /** JetPack 6.0 has TensorRT 8, JetPack 7 has CUDA 13: who reads that nothing is there would install what he has. */
    private Optional<String> ofAnotherVersion(String soname) {
        int dot = soname.lastIndexOf('.') + 1;
        int version = Integer.parseInt(soname.substring(dot));
        return IntStream.of(version + 1, version + 2, version - 1, version - 2)
                .mapToObj(other -> soname.substring(0, dot) + other)
                .filter(other -> libraries.open(other).isPresent())
                .findFirst();
    }

    private void check(SymbolLookup cuda, String what, int code) throws Absence {
        if (code != 0) {
            throw new Absence(
                    "GPU: the driver refuses " + what + " with error " + code + errorName(cuda, code)
                            + (isHidden()
                                    ? ", and no device of it is visible, as in the service without gpu.conf"
                                    : ""),
                    reachRemedy());
        }
    }

    /** A driver is loaded, and none of its devices is to be seen: the unit alone, without the drop-in, hides them. */
    private boolean isHidden() {
        return Stream.of(NVIDIA_MODULE, TEGRA).anyMatch(file -> Files.exists(root.resolve(file)))
                && Engines.DEVICES.stream().noneMatch(device -> Files.exists(root.resolve(device.substring(1))));
    }

    /**
     * Without the file of the memory driver CUDA does nothing, and nvidia-smi all it can. A Jetson has no such driver, and
     * nvidiactl is its display's there.
     */
    private String reachRemedy() {
        if (isHidden()) {
            return "give the service gpu.conf, as systemd/README.md says under \"A GPU\"; elsewhere check that nvidia-smi"
                    + " (Jetson: tegrastats) works";
        }
        if (Files.exists(root.resolve(TEGRA)) || Files.exists(root.resolve("dev/nvmap"))) {
            return TEGRA_REACH;
        }
        return Files.exists(root.resolve("dev/nvidiactl")) && !Files.exists(root.resolve("dev/nvidia-uvm"))
                ? "/dev/nvidia-uvm is missing, which the service may not make: sudo nvidia-modprobe -c 0 -u, then sudo systemctl"
                        + " restart maskgate"
                : "check that nvidia-smi (Jetson: tegrastats) works and that this user may open /dev/nvidia*";
    }

    @SuppressWarnings("restricted")
    private static String errorName(SymbolLookup cuda, int code) {
        try (var arena = Arena.ofConfined()) {
            var text = arena.allocate(ValueLayout.ADDRESS);
            var get = function(cuda, "cuGetErrorName", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
            if ((int) call(get, code, text) != 0) {
                return "";
            }
            var name = text.get(ValueLayout.ADDRESS, 0);
            return name.address() == 0
                    ? ""
                    : " (" + name.reinterpret(NAME_BYTES).getString(0) + ")";
        } catch (Absence e) {
            return "";
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(SymbolLookup library, String name, MemoryLayout... arguments) throws Absence {
        MemorySegment symbol = library.find(name)
                .orElseThrow(() -> new Absence(
                        "NVIDIA's libraries: expected a function " + name + ", found none", "install a newer driver"));
        return Linker.nativeLinker().downcallHandle(symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable t) {
            throw new IllegalStateException("a native function of known type cannot be called", t);
        }
    }
}
