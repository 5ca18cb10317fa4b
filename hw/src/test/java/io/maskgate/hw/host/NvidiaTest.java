package io.maskgate.hw.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in the words of NVIDIA's documentation of L4T, JetPack, nvpmodel and the driver. */
class NvidiaTest {
    @TempDir
    Path root;

    @Test
    void aJetsonIsToldByItsFiles() throws IOException {
        file(
                "etc/nv_tegra_release",
                "# R36 (release), REVISION: 4.3, GCID: 38968081, BOARD: generic, EABI: aarch64, "
                        + "DATE: Wed Jan  8 01:49:37 UTC 2025\n# KERNEL_VARIANT: oot\n");
        file("var/lib/nvpmodel/status", "pmode:0001\n");
        file(
                "etc/nvpmodel.conf",
                "< POWER_MODEL ID=0 NAME=15W >\nCPU_ONLINE CORE_0 1\n< POWER_MODEL ID=1 NAME=25W >\n");
        file(
                "proc/driver/nvidia/version",
                "NVRM version: NVIDIA UNIX Open Kernel Module for aarch64  540.4.0  Release Build  (buildbrain)\n"
                        + "GCC version:  collect2: error: ld returned 1 exit status\n");
        file(
                "usr/local/cuda/version.json",
                "{\n \"cuda\" : {\n  \"name\" : \"CUDA SDK\",\n  \"version\" : \"12.6.11\"\n },\n"
                        + " \"cuda_cccl\" : {\"version\" : \"12.6.37\"}\n}\n");
        file("usr/lib/aarch64-linux-gnu/libnvinfer.so.10.3.0", "");
        file("usr/lib/aarch64-linux-gnu/libnvinfer_plugin.so.9.9.9", "");

        assertThat(Nvidia.read(root))
                .isEqualTo(new Nvidia(
                        Optional.of("36.4.3"),
                        Optional.of("6.2"),
                        Optional.of("25W"),
                        Optional.of("540.4.0"),
                        Optional.of("12.6.11"),
                        Optional.of("10.3.0")));
        assertThat(Nvidia.read(root).present()).isTrue();
    }

    @Test
    void theJetPackPackageKnowsBetterThanTheRelease() throws IOException {
        file("etc/nv_tegra_release", "# R36 (release), REVISION: 4.3, GCID: 1, BOARD: generic\n");
        file(
                "var/lib/dpkg/status",
                "Package: nvidia-jetpack-runtime\nVersion: 1.0\n\nPackage: nvidia-jetpack\nStatus: install ok installed\n"
                        + "Version: 6.2.1+b38\n\nPackage: other\nVersion: 3\n");
        assertThat(Nvidia.read(root).jetpack()).contains("6.2.1");
    }

    @Test
    void withoutThePackageTheReleaseTellsTheJetPack() throws IOException {
        file("etc/nv_tegra_release", "# R36 (release), REVISION: 4.7, GCID: 1, BOARD: generic\n");
        assertThat(Nvidia.read(root).jetpack()).contains("6.2.1");
        file("etc/nv_tegra_release", "# R36 (release), REVISION: 5.0, GCID: 1, BOARD: generic\n");
        assertThat(Nvidia.read(root).jetpack()).contains("6.2.2");
    }

    @Test
    void aCardInAPcHasADriverAndNoJetPack() throws IOException {
        file(
                "proc/driver/nvidia/version",
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024\n");
        var nvidia = Nvidia.read(root);
        assertThat(nvidia.driver()).contains("550.54.15");
        assertThat(nvidia.l4t()).isEmpty();
        assertThat(nvidia.jetpack()).isEmpty();
        assertThat(nvidia.present()).isTrue();
    }

    @Test
    void whereThereIsNothingNothingIsTold() throws IOException {
        assertThat(Nvidia.read(root).present()).isFalse();
        file("etc/nv_tegra_release", "garbage");
        file("var/lib/nvpmodel/status", "pmode:x");
        assertThat(Nvidia.read(root))
                .isEqualTo(new Nvidia(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
