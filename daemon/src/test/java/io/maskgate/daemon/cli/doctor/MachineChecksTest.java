package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.host.Nvidia;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineChecksTest {
    /** Headless boards do not load the display's module, and the GPU works without. */
    @Test
    void aJetsonWithoutItsDisplaysModuleIsWhole() {
        var jetson = new Nvidia(
                Optional.of("36.4.3"),
                Optional.of("6.2"),
                Optional.of("25W"),
                Optional.empty(),
                Optional.of("12.6.11"),
                Optional.of("10.3.0"));
        assertThat(MachineChecks.nvidia(jetson))
                .isEqualTo(Finding.ok("JetPack 6.2, L4T 36.4.3, power mode 25W, CUDA 12.6.11, TensorRT 10.3.0"));
    }

    /** TensorRT of NVIDIA's archive lies where this does not look, and what apt would add is of another CUDA. */
    @Test
    void whatIsMissingIsNotSaidWhereItIsNotKnown() {
        var card = new Nvidia(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("550.54.15"),
                Optional.empty(),
                Optional.empty());
        assertThat(MachineChecks.nvidia(card)).isEqualTo(Finding.ok("driver 550.54.15"));
    }
}
