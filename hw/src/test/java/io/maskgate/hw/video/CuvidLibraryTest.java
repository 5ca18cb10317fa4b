package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.maskgate.hw.video.HardwareDecoders.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class CuvidLibraryTest {
    private static CuvidLibrary library(boolean card, String... installed) {
        return new CuvidLibrary(card, List.of(installed)::contains);
    }

    @Test
    void whereCudaIsInstalledAndItIsNotTheRemedyNamesItsPackage() {
        var missing = library(true, "libcuda.so.1");
        assertThat(missing.remedy().orElseThrow())
                .contains("libnvcuvid.so.1", "libnvidia-decode", "libnvcuvid1", "NVIDIA_DRIVER_CAPABILITIES");
        assertThat(missing.fault("h264_cuvid")).contains("libnvcuvid.so.1 of NVIDIA's driver is missing");
        assertThat(missing.fault("h264_v4l2m2m")).as("of the kernel").isEmpty();
    }

    @Test
    void elsewhereItIsNotWhatIsMissing() {
        assertThat(library(true, "libcuda.so.1", "libnvcuvid.so.1").remedy()).isEmpty();
        assertThat(library(true).remedy()).as("CUDA is missing too").isEmpty();
        assertThat(library(false, "libcuda.so.1").remedy())
                .as("a Jetson, or no card")
                .isEmpty();
        assertThat(library(true).fault("h264_cuvid")).isEmpty();
    }

    @Test
    void theTrialOfNvidiasDecoderSaysSo() {
        assumeFalse(CuvidLibrary.ofThisMachine().card(), "there it may decode");
        assertThat(new ProbeClip(() -> library(true, "libcuda.so.1")).fault("h264_cuvid", "h264"))
                .contains(Fault.lasting("libnvcuvid.so.1 of NVIDIA's driver is missing"));
        assertThat(new ProbeClip(() -> library(true)).fault("h264_cuvid", "h264"))
                .contains(Fault.passing("it cannot be opened on this machine"));
    }
}
