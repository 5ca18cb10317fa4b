package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.DataInputStream;
import java.util.Optional;
import org.bytedeco.cuda.global.cudart;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java glue of CUDA and TensorRT, as far as it goes without their libraries. */
class GlueTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tensorrt/linux-x86_64/libjninvinfer.so",
                "tensorrt/linux-x86_64/libjninvonnxparser.so",
                "tensorrt/linux-arm64/libjninvinfer.so",
                "tensorrt/linux-arm64/libjninvonnxparser.so",
                "cuda/linux-x86_64/libjnicudart.so",
                "cuda/linux-arm64/libjnicudart.so"
            })
    void theGlueIsThereForBothProcessors(String file) throws Exception {
        try (var in = GlueTest.class.getResourceAsStream("/org/bytedeco/" + file)) {
            assertThat(in).as(file).isNotNull();
            byte[] head = in.readNBytes(20);
            assertThat(new DataInputStream(new java.io.ByteArrayInputStream(head)).readInt())
                    .isEqualTo(0x7f454c46);
            // e_machine of ELF: 62 is x86-64, 183 is AArch64
            assertThat(head[18] & 0xff).isEqualTo(file.contains("arm64") ? 183 : 62);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"libnvinfer.so.10", "libnvonnxparser.so.10", "libcudart.so.12", "libcublas.so.12"})
    void nvidiasOwnLibrariesAreNotBundled(String file) {
        for (var folder : new String[] {"tensorrt/linux-x86_64/", "tensorrt/linux-arm64/", "cuda/linux-x86_64/"}) {
            assertThat(GlueTest.class.getResource("/org/bytedeco/" + folder + file))
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.bytedeco.tensorrt.global.nvinfer",
                "org.bytedeco.tensorrt.global.nvonnxparser",
                "org.bytedeco.cuda.global.cudart",
                "io.maskgate.hw.inference.tensorrt.BytedecoLayer",
                "io.maskgate.hw.inference.tensorrt.BytedecoEngine",
                "io.maskgate.hw.inference.tensorrt.TrtLogger"
            })
    void classesResolveWithoutBeingInitialised(String name) throws Exception {
        var type = Class.forName(name, false, GlueTest.class.getClassLoader());
        assertThat(type.getDeclaredMethods()).isNotEmpty();
    }

    /** Constants are inlined by the compiler; their values are those of cuda_runtime_api.h and driver_types.h. */
    @Test
    void theConstantsAreCudas() {
        assertThat(cudart.cudaStreamNonBlocking).isEqualTo(1);
        assertThat(cudart.cudaEventBlockingSync | cudart.cudaEventDisableTiming).isEqualTo(3);
        assertThat(cudart.cudaHostAllocDefault).isZero();
    }

    /** A host whose libraries pass the probe and do not link is a fault with a reason, not the end of a thread. */
    @Test
    void glueThatDoesNotLinkIsRefused() {
        Assumptions.assumeTrue(GpuProbe.ofThisHost().probe() instanceof Gpu.Absent, "this host has TensorRT");
        var layer = HostLayer.ofThisHost();
        var shape = new EngineShape(64, 32, 32, 4, 8);
        assertThatExceptionOfType(NativeFault.class)
                .isThrownBy(() -> layer.build(new LinkedLayer.BuildOrder(new byte[1], shape, 1, Optional.empty())))
                .withMessageStartingWith("NVIDIA's libraries were found, and do not fit: ")
                .matches(fault -> fault.kind() == NativeFault.Kind.REFUSED);
        assertThatExceptionOfType(NativeFault.class).isThrownBy(() -> layer.load(new byte[1], shape));
    }
}
