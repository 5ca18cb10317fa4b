package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.inference.EngineStatus.State;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.Sha256;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which file the CPU runs, on a processor that takes int8 where nobody asks for anything; that file is damaged. */
@Timeout(60)
class CpuFileTest extends ScriptedEngines {
    private static final Gpu.Absent NO_GPU = new Gpu.Absent("no driver", "install it");

    @BeforeEach
    void damageInt8() throws Exception {
        features = Set.of("avx512_vnni");
        var dir = model.dir();
        Files.writeString(
                dir.resolve("card.json"), """
                {"name":"probe","int8":{"check":{"fp32_map50":0.8,"map50":0.797,"passed":true}},
                 "speed":{"processor_ms":{"fp32":15.6,"int8":9.1}},
                 "sha256":{"fp32.onnx":"%s","fp16.onnx":"%s","int8.onnx":"%s"}}""".formatted(sum("fp32.onnx"), sum("fp16.onnx"), sum("int8.onnx")));
        byte[] int8 = Files.readAllBytes(dir.resolve("int8.onnx"));
        int8[int8.length / 2] ^= 1;
        Files.write(dir.resolve("int8.onnx"), int8);
        model = new ModelZoo(List.of(folder.resolve("zoo"))).resolve("probe");
    }

    private String sum(String file) throws Exception {
        return Sha256.of(model.dir().resolve(file));
    }

    private static EngineWish wish(EngineWish.Kind kind, Precision precision) {
        return new EngineWish(kind, Optional.of(precision));
    }

    @Test
    void whoAsksForNothingIsToldOfTheDamage() {
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> open(CPU))
                .withMessageContaining("int8.onnx: expected sha256 ");
    }

    @Test
    void fp32OnTheCpuDoesWithoutTheOtherFiles() {
        var wish = wish(EngineWish.Kind.CPU, Precision.FP32);
        assertThat(open(wish).engine()).isEqualTo("onnxruntime cpu fp32");
        assertThatNoException().isThrownBy(() -> engines().check(model, wish));
    }

    @Test
    void fp32IsWhatTheCpuServesInBesideAGpuToo() {
        layer.mayBuild = new CountDownLatch(1);
        var wish = wish(EngineWish.Kind.AUTO, Precision.FP32);
        var detector = open(wish);
        assertThat(detector.engine()).isEqualTo("onnxruntime cpu fp32");
        assertThatNoException().isThrownBy(() -> engines().check(model, wish));

        layer.mayBuild.countDown();
        await().until(() -> detector.status().state() == State.ACCELERATED);
        assertThat(detector.engine()).isEqualTo("tensorrt fp32");
    }

    /** What is checked before a model may serve is what serves then. */
    @Test
    void withoutAGpuTheWishedFileServesAndIsTheOneChecked() {
        layer.gpu = NO_GPU;
        var wish = wish(EngineWish.Kind.AUTO, Precision.FP16);
        assertThat(open(wish).engine()).isEqualTo("onnxruntime cpu fp16");
        assertThatNoException().isThrownBy(() -> engines().check(model, wish));
    }

    @ParameterizedTest
    @CsvSource({
        "CPU, FP32, false, fp32.onnx",
        "CPU, FP32, true, fp32.onnx",
        "CPU, FP16, true, fp16.onnx",
        "AUTO, FP32, true, fp32.onnx",
        "AUTO, FP16, false, fp16.onnx",
        "AUTO, FP16, true, int8.onnx",
        "TENSORRT, FP32, true, fp32.onnx",
        "TENSORRT, FP16, true, int8.onnx",
        "TENSORRT, FP16, false, int8.onnx"
    })
    void theWishCountsUnlessItIsTheGpus(EngineWish.Kind kind, Precision precision, boolean gpuPresent, String file)
            throws Exception {
        var int8 = model.dir().resolve("int8.onnx");
        Files.copy(model.dir().resolve("fp32.onnx"), int8, StandardCopyOption.REPLACE_EXISTING);
        assertThat(engines().cpuFile(model, wish(kind, precision), gpuPresent))
                .isEqualTo(model.dir().resolve(file));
    }
}
