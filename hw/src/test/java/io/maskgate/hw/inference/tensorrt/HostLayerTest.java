package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maskgate.hw.inference.TestModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLayerTest {
    private static final EngineShape SHAPE =
            new EngineShape(TestModel.WIDTH, TestModel.HEIGHT, TestModel.ANCHORS, 2, 2);

    @TempDir
    Path folder;

    private final List<String> resets = new ArrayList<>();
    private final Queue<NativeFault> contextFaults = new ArrayDeque<>();
    private ScriptedLayer scripted;
    private HostLayer layer;

    @BeforeEach
    void script() {
        scripted = new ScriptedLayer(new TestModel().write(folder.resolve("fp32.onnx")));
        layer = new HostLayer(GpuProbe.ofThisHost(), Linked::new, new DeviceUse(Duration.ZERO));
    }

    /** The scripted GPU, as what is linked. */
    private final class Linked implements LinkedLayer {
        @Override
        public void context() throws NativeFault {
            var fault = contextFaults.poll();
            if (fault != null) {
                throw fault;
            }
        }

        @Override
        public Built build(BuildOrder order) throws NativeFault {
            return scripted.build(order);
        }

        @Override
        public NativeEngine load(byte[] plan, EngineShape shape) throws NativeFault {
            return scripted.load(plan, shape);
        }

        @Override
        public void reset() {
            resets.add("with " + scripted.openEngines + " open");
        }
    }

    /** As when a model is compared with another, and the device is lost to both. */
    @Test
    void theDeviceIsNotTakenFromAnotherEngineAndResetOnceForBoth() throws Exception {
        var first = layer.load(new byte[1], SHAPE);
        var second = layer.load(new byte[1], SHAPE);
        first.close();
        assertThatExceptionOfType(NativeFault.class)
                .isThrownBy(() -> layer.reset(0))
                .withMessageContaining("(1 engines or builds)");
        second.close();
        second.close();
        layer.reset(0);
        var third = layer.load(new byte[1], SHAPE);
        layer.reset(0);
        assertThat(resets).containsExactly("with 0 open");
        third.close();
    }

    /** TensorRT, which would make the context else, tells of it in a sentence that looks like the model's own fault. */
    @Test
    void whatStandsInTheWayOfTheDeviceIsToldBeforeTensorRtIsAsked() throws Exception {
        contextFaults.add(ScriptedLayer.fault(NativeFault.Kind.OUT_OF_MEMORY, "CUDA error 2"));
        contextFaults.add(ScriptedLayer.fault(NativeFault.Kind.DEVICE_LOST, "CUDA error 700"));
        assertThatExceptionOfType(NativeFault.class)
                .isThrownBy(() -> layer.load(new byte[1], SHAPE))
                .matches(fault -> fault.kind() == NativeFault.Kind.OUT_OF_MEMORY);
        var order = new EngineMaker.BuildOrder(new byte[1], SHAPE, 1, Optional.empty());
        assertThatExceptionOfType(NativeFault.class)
                .isThrownBy(() -> layer.build(order))
                .matches(fault -> fault.kind() == NativeFault.Kind.DEVICE_LOST);
        assertThat(scripted.calls).isEmpty();
        layer.reset(0);
        assertThat(resets).containsExactly("with 0 open");
    }

    @Test
    void anEngineThatIsNotLoadedUsesNothing() throws Exception {
        scripted.loadFaults.add(ScriptedLayer.fault(NativeFault.Kind.DEVICE_LOST, "CUDA error 719"));
        assertThatExceptionOfType(NativeFault.class).isThrownBy(() -> layer.load(new byte[1], SHAPE));
        layer.reset(layer.epoch());
        assertThat(resets).containsExactly("with 0 open");
    }
}
