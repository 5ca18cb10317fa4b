package io.maskgate.daemon.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.cli.Typed;
import io.maskgate.hw.inference.tensorrt.Engines;
import io.maskgate.hw.inference.tensorrt.Gpu;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCommandTest {
    @TempDir
    Path folder;

    private static void assumeNoGpu() {
        Assumptions.assumeTrue(Engines.ofThisHost().probe() instanceof Gpu.Absent, "this machine has TensorRT");
    }

    @Test
    void withoutAGpuBuildingIsRefusedInOneLineAndLeavesNothing() throws Exception {
        assumeNoGpu();
        var typed = Typed.in("engine", "build", "--state", folder.toString());
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("maskgate engine build: ")
                .doesNotContain("engine build: engine build")
                .contains("found", "JetPack 6");
        assertThat(Files.list(folder)).isEmpty();
    }

    @Test
    void aModelThatIsNotThereIsSaidFirst() {
        var typed = Typed.in("engine", "build", "--model", "nonsuch");
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.err()).contains("model nonsuch").contains("there are probe");
    }

    @Test
    void aFaultyConfigurationIsWrongUsage() throws Exception {
        var file = Files.writeString(folder.resolve("m.yaml"), "gateway: [");
        var typed = Typed.in("engine", "build", "--config", file.toString());
        assertThat(typed.exit()).isEqualTo(2);
        assertThat(typed.err()).contains("m.yaml:");
    }

    /** Those of a service lie in root's files, and the engine is built by its user. */
    @Test
    void aConfigurationsSecretsAndCertificatesAreNotNeeded() throws Exception {
        assumeNoGpu();
        var file = Files.writeString(folder.resolve("m.yaml"), """
                gateway: g
                state: %s
                mqtt:
                  url: mqtts://broker
                  username: ${env:BROKER_USER}
                  password: ${file:/nonsuch/password}
                  tls: {ca: /nonsuch/ca.pem}
                pictures: {key: "${credential:key}"}
                cameras:
                  - {id: door, url: "rtsp://u:${credential:door}@192.0.2.1/s"}
                  - {id: yard, url: "${credential:yard}", tls: {ca: /nonsuch/ca.pem}}
                """.formatted(folder.resolve("state")));
        var typed = Typed.in("engine", "build", "--config", file.toString());
        assertThat(typed.err()).startsWith("maskgate engine build: ").contains("JetPack 6");
        assertThat(typed.exit()).isEqualTo(1);
    }

    @Test
    void wordsThatAreNoPrecisionAndNoSubcommandAreRefused() {
        assertThat(Typed.in("engine", "build", "--precision", "int4").exit()).isEqualTo(2);
        assertThat(Typed.in("engine").exit()).isEqualTo(2);
        assertThat(Typed.in("engine", "build", "--help").out()).contains("--precision", "--state", "--config");
    }

    @Test
    void detectingOnTensorRtIsRefusedWithTheReason() throws Exception {
        assumeNoGpu();
        var picture = folder.resolve("x.jpg");
        Files.write(picture, new byte[] {1});
        var typed = Typed.in("detect", "--engine", "tensorrt", picture.toString());
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.err()).contains("engine tensorrt was asked for: ");
    }
}
