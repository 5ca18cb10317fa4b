package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuProbeTest {
    @TempDir
    Path root;

    private final Arena arena = Arena.ofConfined();
    private PretendedDriver driver;

    @BeforeEach
    void pretend() throws Exception {
        driver = new PretendedDriver(arena);
    }

    @AfterEach
    void close() {
        arena.close();
    }

    private Gpu probe() {
        return probe("aarch64");
    }

    private Gpu probe(String arch) {
        return new GpuProbe(root, arch, driver.libraries()).probe();
    }

    private String reason() {
        assertThat(probe()).isInstanceOf(Gpu.Absent.class);
        return ((Gpu.Absent) probe()).text();
    }

    @Test
    void aJetsonIsToldWithAllThatAnEngineDependsOn() throws Exception {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(
                root.resolve("etc/nv_tegra_release"),
                "# R36 (release), REVISION: 4.3, GCID: 38968081, BOARD: generic, EABI: aarch64\n");
        assertThat(probe()).isEqualTo(new Gpu.Present("Orin", "8.7", 8, 8L << 30, "R36.4.3", "12.6", "10.3.0"));
        assertThat(((Gpu.Present) probe()).text())
                .isEqualTo(
                        "Orin (compute capability 8.7, 8 multiprocessors, 8192 MiB), driver R36.4.3, CUDA 12.6, TensorRT 10.3.0");
    }

    @Test
    void aKernelModuleTellsTheDriversVersion() throws Exception {
        Files.createDirectories(root.resolve("proc/driver/nvidia"));
        Files.writeString(
                root.resolve("proc/driver/nvidia/version"),
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024\n");
        assertThat(((Gpu.Present) probe()).driver()).isEqualTo("550.54.15");
    }

    /** The module is its display's there, loaded or not, and the same in several releases of Jetson Linux. */
    @Test
    void aJetsonsDriverIsJetsonLinuxs() throws Exception {
        Files.createDirectories(root.resolve("proc/driver/nvidia"));
        Files.writeString(
                root.resolve("proc/driver/nvidia/version"),
                "NVRM version: NVIDIA UNIX Open Kernel Module for aarch64  540.4.0  Release Build  (buildbrain)\n");
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(
                root.resolve("etc/nv_tegra_release"),
                "# R36 (release), REVISION: 4.3, GCID: 38968081, BOARD: generic, EABI: aarch64\n");
        assertThat(((Gpu.Present) probe()).driver()).isEqualTo("R36.4.3");
    }

    @Test
    void eachMissingLibraryIsNamedWithItsPackage() {
        driver.missing.add("libnvonnxparser.so.10");
        assertThat(reason())
                .startsWith("TensorRT: expected TensorRT's ONNX parser (libnvonnxparser.so.10), found no such library; "
                        + "install libnvonnxparsers10");
        driver.missing.add("libcudnn_ops.so.9");
        assertThat(reason()).contains("libcudnn_ops.so.9", "install libcudnn9-cuda-12");
        driver.missing.add("libcuda.so.1");
        assertThat(reason())
                .contains("the NVIDIA driver (libcuda.so.1)", "JetPack 6.1 or 6.2", "set model.engine to cpu");
    }

    /** Of NVIDIA's repository apt takes what is built for CUDA 13, if it is asked for no version. */
    @Test
    void tensorRtIsToBeInstalledInAVersionForCuda12() {
        for (var missing : List.of("libnvinfer.so.10", "libnvinfer_plugin.so.10", "libnvonnxparser.so.10")) {
            driver.missing.clear();
            driver.missing.add(missing);
            assertThat(((Gpu.Absent) probe("amd64")).remedy())
                    .contains("apt-cache madison libnvinfer10", "libnvonnxparsers10=V", "+cuda12");
        }
        driver.missing.clear();
        driver.missing.add("libnvrtc.so.12");
        assertThat(((Gpu.Absent) probe("amd64")).remedy()).startsWith("install cuda-nvrtc-12-6; ");
    }

    /** On a Jetson all of it comes with JetPack: which one it is, is what its owner must know. */
    @Test
    void aLibraryOfAnotherVersionIsNamed() {
        driver.missing.add("libcudart.so.12");
        driver.others.add("libcudart.so.13");
        assertThat(reason())
                .startsWith("TensorRT: expected the CUDA 12 runtime (libcudart.so.12), found libcudart.so.13; "
                        + "install cuda-cudart-12-6; on a Jetson: JetPack 6.1 or 6.2, ");
        driver.missing.clear();
        driver.missing.add("libnvinfer.so.10");
        driver.others.add("libnvinfer.so.8");
        assertThat(reason())
                .startsWith("TensorRT: expected TensorRT 10 (libnvinfer.so.10), found libnvinfer.so.8; "
                        + "install libnvinfer10; ");
    }

    @Test
    void aDriverWithoutADeviceIsNoGpu() {
        driver.initResult = 100;
        assertThat(reason())
                .startsWith("GPU: the driver refuses cuInit with error 100")
                .contains("/dev/nvidia*");
        driver.initResult = 0;
        driver.devices = 0;
        assertThat(reason()).startsWith("GPU: expected at least one, found none");
    }

    /** The line in the log is the reason alone: it names what is missing in the service. */
    @Test
    void aLoadedDriverWithoutAnyDeviceIsWhatTheServiceSeesWithoutItsDropIn() throws Exception {
        driver.initResult = 100;
        for (var told : List.of("proc/driver/nvidia/version", "etc/nv_tegra_release")) {
            Path file = root.resolve(told);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
            var absent = (Gpu.Absent) probe();
            assertThat(absent.reason())
                    .as(told)
                    .endsWith("no device of it is visible, as in the service without gpu.conf");
            assertThat(absent.remedy())
                    .startsWith("give the service gpu.conf, as systemd/README.md says under \"A GPU\"");
            Files.delete(file);
        }
        Files.createFile(root.resolve("etc/nv_tegra_release"));
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("dev/nvhost-gpu"));
        assertThat(reason()).doesNotContain("gpu.conf");
    }

    /** As on a box whose driver brings no udev rule that makes it: nvidia-smi works there. */
    @Test
    void theMemoryDriversMissingFileIsNamedWithWhatMakesIt() throws Exception {
        driver.initResult = 999;
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("dev/nvidiactl"));
        assertThat(reason())
                .startsWith("GPU: the driver refuses cuInit with error 999")
                .contains("sudo nvidia-modprobe -c 0 -u, then sudo systemctl restart maskgate");
        Files.createFile(root.resolve("dev/nvidia-uvm"));
        assertThat(reason()).doesNotContain("nvidia-modprobe").contains("nvidia-smi");
    }

    /** A Jetson has nvidiactl for its display, and no module of that name: its GPU is reached by other files. */
    @Test
    void aJetsonsGpuThatIsRefusedIsNotLookedForInTheMemoryDriver() throws Exception {
        driver.initResult = 801;
        Files.createDirectories(root.resolve("etc"));
        Files.createFile(root.resolve("etc/nv_tegra_release"));
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("dev/nvidiactl"));
        Files.createFile(root.resolve("dev/nvhost-gpu"));
        assertThat(reason())
                .startsWith("GPU: the driver refuses cuInit with error 801")
                .contains("/dev/nvmap", "groups video and render", "tegrastats")
                .doesNotContain("nvidia-modprobe", "uvm", "/dev/nvidia*");
        Files.delete(root.resolve("etc/nv_tegra_release"));
        Files.createFile(root.resolve("dev/nvmap"));
        assertThat(reason()).contains("groups video and render").doesNotContain("uvm");
    }

    @Test
    void versionsThatDoNotFitAreNamed() {
        driver.tensorRt = 110_000;
        assertThat(reason()).contains("expected version 10, found a library that says 110000");
        driver.tensorRt = 100_300;
        driver.cudaVersion = 11_040;
        assertThat(reason()).contains("expected one for CUDA 12 or newer, found CUDA 11.4");
    }

    @Test
    void anotherProcessorIsNotAsked() {
        var gpu = new GpuProbe(root, "riscv64", driver.libraries()).probe();
        assertThat(((Gpu.Absent) gpu).reason()).contains("found riscv64");
    }

    /** Without the glue on the class path at all, everything but building and loading must still link. */
    @Test
    void lookingForAGpuNeedsNoClassThatIsLinkedAgainstOne() throws Exception {
        var urls = new ArrayList<URL>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            if (!entry.matches(".*/(tensorrt|cuda)-1\\d[^/]*\\.jar")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        try (var loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            var engines = loader.loadClass("io.maskgate.hw.inference.tensorrt.Engines");
            var gpu = engines.getMethod("probe")
                    .invoke(engines.getMethod("ofThisHost").invoke(null));
            assertThat(gpu.getClass().getName()).startsWith("io.maskgate.hw.inference.tensorrt.Gpu$");
            assertThat(gpu.getClass()).isNotEqualTo(Gpu.Present.class);
        }
    }
}
