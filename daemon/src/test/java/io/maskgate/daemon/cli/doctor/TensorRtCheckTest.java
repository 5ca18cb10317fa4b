package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.tensorrt.EngineWish;
import io.maskgate.hw.inference.tensorrt.Engines;
import io.maskgate.hw.inference.tensorrt.Gpu;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class TensorRtCheckTest {
    private static final String GPU =
            "Orin (compute capability 8.7, 7620 MiB), driver 36.4, CUDA 12.6, TensorRT 10.3.0";

    @Test
    void anEngineThatAnswersIsNamedWithItsTime() {
        var status = new EngineStatus(EngineStatus.State.ACCELERATED, "tensorrt fp16", "", Map.of());
        assertThat(TensorRtCheck.judge(GPU, status, 2.94))
                .isEqualTo(Finding.ok(GPU + "; tensorrt fp16 agrees with the processor, 2.9 ms for a picture"));
    }

    @Test
    void aGpuWithoutAnEngineIsAWarningWithWhatBuildsIt() {
        var status = new EngineStatus(
                EngineStatus.State.DISABLED, "onnxruntime cpu int8", "fp16: not in the cache", Map.of());
        var finding = TensorRtCheck.judge(GPU, status, 11);
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text()).endsWith("the processor serves: fp16: not in the cache");
        assertThat(finding.remedy()).contains("maskgate engine build");
    }

    @Test
    void tensorRtAskedForAndMissingIsAFailureElseTheProcessorWillDo() {
        Assumptions.assumeTrue(Engines.ofThisHost().probe() instanceof Gpu.Absent, "this machine has a GPU");
        var failed = check(EngineWish.Kind.TENSORRT).look();
        assertThat(failed.state()).isEqualTo(Finding.State.FAILED);
        assertThat(failed.text()).contains("expected");
        assertThat(failed.remedy()).contains("model.engine");
        assertThat(check(EngineWish.Kind.AUTO).look().text()).startsWith("the processor serves: ");
    }

    private static TensorRtCheck check(EngineWish.Kind kind) {
        return new TensorRtCheck(
                Engines.ofThisHost(),
                () -> {
                    throw new AssertionError("the model is not needed");
                },
                new EngineWish(kind, Optional.empty()),
                Path.of("/nowhere"));
    }
}
