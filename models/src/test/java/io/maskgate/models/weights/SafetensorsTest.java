package io.maskgate.models.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void file() {
        file = folder.resolve("w.safetensors");
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        var tensors = new LinkedHashMap<String, Safetensors.Entry>();
        tensors.put("b", new Safetensors.Entry(List.of(2, 3), new float[] {1, -2, 0.5f, Float.MIN_VALUE, 1e30f, -0f}));
        tensors.put("a.scalar", new Safetensors.Entry(List.of(), new float[] {7}));
        tensors.put("none", new Safetensors.Entry(List.of(0), new float[0]));
        new Safetensors(Map.of("architecture", "lightmask-n64", "note", "ä \"quoted\""), tensors).write(file);

        var read = Safetensors.read(file);

        assertThat(read.metadata())
                .containsOnly(Map.entry("architecture", "lightmask-n64"), Map.entry("note", "ä \"quoted\""));
        assertThat(read.tensors().keySet()).containsExactly("b", "a.scalar", "none");
        assertThat(read.tensors().get("b").shape()).isEqualTo(List.of(2, 3));
        assertThat(read.values().get("b")).containsExactly(1, -2, 0.5f, Float.MIN_VALUE, 1e30f, -0f);
        assertThat(read.values().get("a.scalar")).containsExactly(7);
    }

    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        new Safetensors(Map.of(), Map.of("x", new Safetensors.Entry(List.of(1), new float[] {1}))).write(file);
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) bytes.getLong();
        assertThat(header % 8).isZero();
        assertThat(new String(bytes.array(), 8, header, StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"__metadata__\":{},\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
        assertThat(bytes.getFloat(8 + header)).isEqualTo(1);
        assertThat(bytes.capacity()).isEqualTo(8 + header + 4);
    }

    @Test
    void aFileCutShortIsNamedAsSuchWhereverItEnds() throws IOException {
        new Safetensors(Map.of(), Map.of("x", new Safetensors.Entry(List.of(3), new float[3]))).write(file);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.read(file))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + ": ");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"x":{"dtype":"BF16","shape":[1],"data_offsets":[0,4]}} | x: expected dtype F32, found "BF16"
        {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}  | x: expected offsets within 4, found 0..8
        {"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}  | x: expected offsets within 4, found 4..0
        {"x":{"dtype":"F32","shape":[1]}}                       | x: expected offsets within 4, found -1..-1
        {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}  | x: shape [2] has 2 values, found 1
        {"x":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,4]}} | x: shape [65536, 65536]
        {"x":                                                   | expected a JSON header
        [1]                                                     | expected a JSON header
        """)
    void aForeignFileIsRefusedWithWhatIsWrong(String header, String expected) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(8 + text.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        Files.write(file, bytes.array());
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(expected);
    }

    @Test
    void aPictureIsNoSafetensorsFile() throws IOException {
        Files.write(file, "GIF89a, and a lot more that is no header at all".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Safetensors.read(file)).hasMessageContaining("expected a header of at most 39 bytes");
    }
}
