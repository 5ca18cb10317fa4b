package io.maskgate.models.damo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.net.Cost;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginalWeightsTest {
    private final DamoYolo network = new DamoYolo(Variant.NS);
    private final Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void original() {
        var numbers = Original.numbers("damoyolo-ns");
        var values = Original.weights(numbers);
        Original.shapes(numbers.get("tensors"))
                .forEach((name, shape) -> tensors.put(name, new Safetensors.Entry(shape, values.get(name))));
        tensors.put("head.integral.project", new Safetensors.Entry(List.of(8), new float[8]));
    }

    private Safetensors read(boolean freshHead) throws IOException {
        var file = folder.resolve("original.safetensors");
        new Safetensors(Map.of(), tensors).write(file);
        return new OriginalWeights(file, freshHead, 1).read(network);
    }

    @Test
    void everyTensorIsFoundByItsName() throws IOException {
        var read = read(false);
        assertThat(read.metadata()).containsEntry("architecture", "damoyolo-ns");
        Cost.of(network, 64, 64).check(read.values());
        assertThat(read.tensors().get("neck.merge_3.conv1.conv.weight").values())
                .isEqualTo(tensors.get("neck.merge_3.conv1.conv.weight").values());
        assertThat(read.tensors()).doesNotContainKey("head.integral.project");
    }

    @Test
    void countersOfBatchesArePassedOverThoughTheyAreWholeNumbers() throws IOException {
        var header = "{\"a.bn.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"b.weight\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}";
        var bytes = ByteBuffer.allocate(8 + header.length() + 12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length())
                .put(header.getBytes(StandardCharsets.UTF_8))
                .putLong(7)
                .putFloat(1);
        var file = Files.write(folder.resolve("whole.safetensors"), bytes.array());
        assertThatThrownBy(() -> new OriginalWeights(file, false, 1).read(network))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("extra b.weight [1]")
                .hasMessageNotContaining("num_batches_tracked");
    }

    @Test
    void allThatIsMissingExtraOrOfAnotherShapeIsNamedAtOnce() {
        tensors.remove("neck.bu_conv13.pwnorm.running_var");
        tensors.put("neck.bu_conv13.depthwise.weight", new Safetensors.Entry(List.of(80, 9), new float[720]));
        tensors.put("stray.weight", new Safetensors.Entry(List.of(2), new float[2]));
        assertThatThrownBy(() -> read(false))
                .isInstanceOf(IOException.class)
                .hasMessage(folder.resolve("original.safetensors")
                        + ": weights do not fit damoyolo-ns: neck.bu_conv13.depthwise.weight: expected [80, 1, 3, 3],"
                        + " found [80, 9]; missing neck.bu_conv13.pwnorm.running_var [80]; extra stray.weight [2]");
    }

    @Test
    void aHeadOfEightyClassesIsRefusedByShapeOrDrawnAnewOnRequest() throws IOException {
        for (int level = 0; level < 3; level++) {
            int channels = List.of(40, 80, 160).get(level);
            String name = "head.gfl_cls." + level;
            tensors.put(name + ".weight", new Safetensors.Entry(List.of(80, channels, 1, 1), new float[80 * channels]));
            tensors.put(name + ".bias", new Safetensors.Entry(List.of(80), new float[80]));
        }
        assertThatThrownBy(() -> read(false))
                .hasMessageContaining("head.gfl_cls.0.weight: expected [2, 40, 1, 1], found [80, 40, 1, 1]; "
                        + "head.gfl_cls.0.bias: expected [2], found [80]")
                .hasMessageEndingWith(
                        "only the head differs, as with other classes: give --fresh-head to draw it anew");

        var read = read(true);
        Cost.of(network, 64, 64).check(read.values());
        assertThat(read.tensors().get("head.gfl_cls.0.bias").values()).containsOnly((float) -Math.log(99));
        assertThat(read.tensors().get("head.scales.2.scale").values()).containsExactly(1);
        assertThat(read.tensors().get("backbone.block_list.0.conv.bn1.weight").values())
                .isEqualTo(tensors.get("backbone.block_list.0.conv.bn1.weight").values());
    }
}
