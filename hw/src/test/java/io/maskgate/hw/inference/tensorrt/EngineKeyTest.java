package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Precision;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineKeyTest {
    private static final EngineShape SHAPE = new EngineShape(640, 384, 5040, 4, 8);
    private static final Gpu.Present ORIN = ScriptedLayer.ORIN;

    private static EngineKey key(String sha, Gpu.Present gpu, Precision precision, EngineShape shape) {
        return EngineKey.of("lightmask-640x384", sha, gpu, precision, shape);
    }

    @Test
    void everythingAnEngineDependsOnMakesAnotherKey() {
        var keys = List.of(
                key("aa", ORIN, Precision.FP16, SHAPE),
                key("ab", ORIN, Precision.FP16, SHAPE),
                key("aa", ORIN, Precision.INT8, SHAPE),
                key("aa", ORIN, Precision.FP16, new EngineShape(320, 384, 5040, 4, 8)),
                key("aa", ORIN, Precision.FP16, new EngineShape(640, 384, 5041, 4, 8)),
                key("aa", ORIN, Precision.FP16, new EngineShape(640, 384, 5040, 4, 16)),
                key("aa", ORIN, Precision.FP16, new EngineShape(640, 384, 5040, 2, 8)),
                key("aa", gpu("AGX", "8.7", "R36.4.3", "12.6", "10.3.0"), Precision.FP16, SHAPE),
                key("aa", gpu("Orin", "8.9", "R36.4.3", "12.6", "10.3.0"), Precision.FP16, SHAPE),
                key("aa", gpu("Orin", "8.7", "R36.4.4", "12.6", "10.3.0"), Precision.FP16, SHAPE),
                key("aa", gpu("Orin", "8.7", "R36.4.3", "12.8", "10.3.0"), Precision.FP16, SHAPE),
                key("aa", gpu("Orin", "8.7", "R36.4.3", "12.6", "10.3.1"), Precision.FP16, SHAPE));
        assertThat(new HashSet<>(keys.stream().map(EngineKey::digest).toList())).hasSize(keys.size());
        assertThat(new HashSet<>(keys.stream().map(EngineKey::fileName).toList()))
                .hasSize(keys.size());
    }

    @Test
    void theSameIsTheSameAndTheNameIsAFileName() {
        var key = key("aa", ORIN, Precision.FP16, SHAPE);
        assertThat(key(("aa"), ORIN, Precision.FP16, SHAPE)).isEqualTo(key);
        assertThat(key.fileName()).matches("lightmask-640x384-fp16-[0-9a-f]{16}\\.engine");
        assertThat(EngineKey.of("../of/mine", "aa", ORIN, Precision.FP16, SHAPE).fileName())
                .matches("\\.\\._of_mine-fp16-[0-9a-f]{16}\\.engine");
        assertThat(key.text())
                .contains(
                        "onnx aa\n",
                        "tensorrt 10.3.0\n",
                        "driver R36.4.3, cuda 12.6\n",
                        "gpu Orin, 8 multiprocessors\n")
                .contains(
                        "capability 8.7\n",
                        "precision fp16\n",
                        "shapes 640x384, 5040 anchors, batch 1 to 8 tuned for 4\n");
    }

    /** An image of one box's disk on another kind: AGX Orin, Orin NX and Orin Nano have one name and one capability. */
    @Test
    void anOrinWithMoreMultiprocessorsIsAnotherGpu() {
        var agx = new Gpu.Present("Orin", "8.7", 16, 8L << 30, "R36.4.3", "12.6", "10.3.0");
        assertThat(key("aa", agx, Precision.FP16, SHAPE).digest())
                .isNotEqualTo(key("aa", ORIN, Precision.FP16, SHAPE).digest());
    }

    /** Memory of the GPU may be told differently from boot to boot; it is no reason to build again. */
    @Test
    void memoryIsNoPartOfTheKey() {
        var less = new Gpu.Present("Orin", "8.7", 8, 7L << 30, "R36.4.3", "12.6", "10.3.0");
        assertThat(key("aa", less, Precision.FP16, SHAPE)).isEqualTo(key("aa", ORIN, Precision.FP16, SHAPE));
    }

    private static Gpu.Present gpu(String name, String capability, String driver, String cuda, String tensorRt) {
        return new Gpu.Present(name, capability, 8, 8L << 30, driver, cuda, tensorRt);
    }
}
