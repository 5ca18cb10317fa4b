package io.maskgate.hw.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test model's boxes are four bytes of its first row doubled, its scores the next two over 255. */
class OnnxModelTest {
    private static final int VALUES = TestModel.WIDTH * TestModel.HEIGHT * 3;
    private static final long[] SHAPE = {1, TestModel.HEIGHT, TestModel.WIDTH, 3};

    @TempDir
    private Path folder;

    @Test
    void bytesGoIntoAUint8Input() {
        try (var model = OnnxModel.open(new TestModel().inputName("x").write(folder.resolve("m.onnx")), 1)) {
            assertThat(model.input("x")).isEqualTo(OnnxModel.Values.UINT8);
            assertThat(model.outputs()).containsExactlyInAnyOrder("boxes", "scores");
            var pixels = ByteBuffer.allocateDirect(VALUES);
            pixels.put(0, new byte[] {1, 2, 3, 4, (byte) 255, 51});
            var outputs = model.run("x", pixels, SHAPE, Set.of("boxes", "scores"));
            assertThat(outputs.get("boxes").shape()).containsExactly(1, TestModel.ANCHORS, 4);
            assertThat(outputs.get("boxes").values()).startsWith(2, 4, 6, 8).hasSize(4 * TestModel.ANCHORS);
            assertThat(outputs.get("scores").values()[1]).isCloseTo(0.2f, within(1e-6f));
        }
    }

    @Test
    void floatsGoIntoAFloatInput() {
        try (var model = OnnxModel.open(new TestModel().floatInput().write(folder.resolve("m.onnx")), 1)) {
            assertThat(model.input("images")).isEqualTo(OnnxModel.Values.FLOAT32);
            var pixels = ByteBuffer.allocateDirect(4 * VALUES).order(ByteOrder.nativeOrder());
            pixels.putFloat(0, 1.5f).putFloat(4, -2);
            var outputs = model.run("images", pixels, SHAPE, Set.of("boxes"));
            assertThat(outputs).containsOnlyKeys("boxes");
            assertThat(outputs.get("boxes").values()).startsWith(3, -4, 0, 0);
        }
    }

    @Test
    void whatDoesNotFitIsNamed() throws Exception {
        var file = new TestModel().write(folder.resolve("m.onnx"));
        try (var model = OnnxModel.open(file, 1)) {
            assertThatThrownBy(() -> model.input("input"))
                    .isInstanceOf(InferenceException.class)
                    .hasMessage("model " + file + ": input: expected input, found [images]");
            var few = ByteBuffer.allocateDirect(3);
            assertThatThrownBy(() -> model.run("images", few, SHAPE, Set.of("boxes")))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageStartingWith("model " + file + ": inference failed: ");
        }
        var none = folder.resolve("none.onnx");
        assertThatThrownBy(() -> OnnxModel.open(none, 1)).hasMessageEndingWith("expected an ONNX file, found nothing");
        Files.writeString(none, "text");
        assertThatThrownBy(() -> OnnxModel.open(none, 1)).hasMessageContaining("found a file the engine cannot load");
    }
}
