package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.inference.EngineFault;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.TestModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class GuardedEngineTest {
    private static final EngineShape SHAPE =
            new EngineShape(TestModel.WIDTH, TestModel.HEIGHT, TestModel.ANCHORS, 2, 2);

    @TempDir
    Path folder;

    private ScriptedLayer layer;

    @BeforeEach
    void script() {
        layer = new ScriptedLayer(new TestModel().write(folder.resolve("fp32.onnx")));
    }

    private GuardedEngine engine(Duration deadline) throws NativeFault {
        return new GuardedEngine("tensorrt fp16", SHAPE, layer.load(new byte[1], SHAPE), deadline);
    }

    @Test
    void runsWhatItIsGiven() throws Exception {
        var pool = new InputPool(2, TestModel.WIDTH, TestModel.HEIGHT);
        try (var engine = engine(Duration.ofSeconds(20));
                var first = pool.acquire().orElseThrow();
                var second = pool.acquire().orElseThrow()) {
            second.pixels().put(4, (byte) 255);
            engine.run(List.of(first, second));
            assertThat(engine.scores().get(0)).isZero();
            assertThat(engine.scores().get(TestModel.ANCHORS * 2)).isEqualTo(1);
        }
    }

    @Test
    void withoutAThreadToRunItTheEngineIsClosedAtOnce() throws Exception {
        var loaded = layer.load(new byte[1], SHAPE);
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> new GuardedEngine("tensorrt fp16", SHAPE, loaded, Duration.ofSeconds(20), _ -> {
                    throw new OutOfMemoryError("unable to create native thread");
                }));
        assertThat(layer.openEngines).hasValue(0);
    }

    @Test
    void aRunThatFindsNoMemoryIsAFaultAndTheEngineIsFreedAllTheSame() throws Exception {
        layer.run = ScriptedLayer.Run.RUNS_OUT;
        try (var engine = engine(Duration.ofSeconds(20))) {
            assertThatExceptionOfType(EngineFault.class)
                    .isThrownBy(() -> engine.warmUp(1))
                    .withMessageContaining("the native layer broke: java.lang.OutOfMemoryError");
        }
        await().until(() -> layer.openEngines.get() == 0);
    }

    @Test
    void aFaultIsSaidAndTheEngineIsSpent() throws Exception {
        layer.run = ScriptedLayer.Run.LOST;
        try (var engine = engine(Duration.ofSeconds(20))) {
            assertThatExceptionOfType(EngineFault.class)
                    .isThrownBy(() -> engine.warmUp(1))
                    .withMessage("tensorrt fp16: CUDA error 719 (cudaErrorLaunchFailure)")
                    .withCauseInstanceOf(NativeFault.class);
            layer.run = ScriptedLayer.Run.RIGHT;
            assertThatExceptionOfType(EngineFault.class).isThrownBy(() -> engine.warmUp(1));
        }
        await().until(() -> layer.openEngines.get() == 0);
    }

    @Test
    void aGpuThatHangsHoldsItsCallerForTheDeadlineOnly() throws Exception {
        layer.run = ScriptedLayer.Run.HANGS;
        var engine = engine(Duration.ofMillis(100));
        long start = System.nanoTime();
        assertThatExceptionOfType(EngineFault.class)
                .isThrownBy(() -> engine.warmUp(1))
                .withMessage("tensorrt fp16: no answer from the GPU within 100 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        engine.close();
        // what the call still uses is freed by nobody but its own thread, when it comes back
        assertThat(engine.freed()).isFalse();
        assertThat(layer.openEngines).hasValue(1);
        layer.hanging.countDown();
        await().until(engine::freed);
        assertThat(layer.openEngines).hasValue(0);
    }
}
