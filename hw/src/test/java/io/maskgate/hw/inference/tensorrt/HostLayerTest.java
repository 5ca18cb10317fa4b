package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maskgate.hw.inference.TestModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLayerTest {
    private static final EngineShape SHAPE =
            new EngineShape(TestModel.WIDTH, TestModel.HEIGHT, TestModel.ANCHORS, 2, 2);

    @TempDir
    Path folder;

    private final List<String> resets = new ArrayList<>();
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

    @Test
    void anEngineThatIsNotLoadedUsesNothing() throws Exception {
        scripted.loadFaults.add(ScriptedLayer.fault(NativeFault.Kind.DEVICE_LOST, "CUDA error 719"));
        assertThatExceptionOfType(NativeFault.class).isThrownBy(() -> layer.load(new byte[1], SHAPE));
        layer.reset(layer.epoch());
        assertThat(resets).containsExactly("with 0 open");
    }
}
