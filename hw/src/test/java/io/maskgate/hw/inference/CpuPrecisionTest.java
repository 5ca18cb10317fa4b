package io.maskgate.hw.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuPrecisionTest {
    private static final String GOOD = """
            {"name":"m","int8":{"check":{"fp32_map50":0.8,"map50":0.797,"passed":true}},
             "speed":{"processor_ms":{"fp32":15.6,"int8":9.1}}}""";

    @TempDir
    private Path folder;

    private ZooModel model(String card, String... files) throws IOException {
        for (String file : files) {
            Files.writeString(folder.resolve(file), "abc");
        }
        Files.writeString(folder.resolve("card.json"), card);
        return ZooModel.ofFolder(folder);
    }

    @ParameterizedTest
    @CsvSource({"avx512_vnni, INT8", "avx_vnni, INT8", "asimddp, INT8", "avx2, FP32"})
    void int8IsTakenWhereTheProcessorIsMadeForIt(String feature, Precision expected) throws IOException {
        var choice = CpuPrecision.of(model(GOOD, "fp32.onnx", "fp16.onnx", "int8.onnx"), Set.of("sse2", feature));
        assertThat(choice.precision()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"passed\":true | \"passed\":false | int8 did not pass its accuracy check",
                "\"check\" | \"chess\" | the card holds no accuracy check of int8",
                "9.1 | 15.6 | int8 was not measured faster",
                "\"int8\":9.1 | \"int9\":9.1 | int8 was not measured faster"
            })
    void fp32IsTakenWhereTheCardSpeaksAgainstInt8(String from, String to, String reason) throws IOException {
        var choice = CpuPrecision.of(model(GOOD.replace(from, to), "fp32.onnx", "int8.onnx"), Set.of("avx512_vnni"));
        assertThat(choice).isEqualTo(new CpuPrecision(Precision.FP32, reason));
    }

    /** One that multiplies no bytes tells nothing of how fast another does. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        avx512_vnni | INT8 | int8 passed its accuracy check, and this processor multiplies bytes; the card's times are of one that does not
        avx2        | FP32 | this processor has none of asimddp, avx512_vnni, avx_vnni
        """)
    void timesOfAProcessorThatMultipliesNoBytesAreNotGoneBy(String feature, Precision expected, String reason)
            throws IOException {
        String card = GOOD.replace("9.1}", "15.9},\"multiplies_bytes\":false");
        var choice = CpuPrecision.of(model(card, "fp32.onnx", "int8.onnx"), Set.of(feature));
        assertThat(choice).isEqualTo(new CpuPrecision(expected, reason));
    }

    @Test
    void fp16IsNotForACpu() throws IOException {
        assertThat(CpuPrecision.of(model(GOOD, "fp32.onnx", "fp16.onnx"), Set.of("avx512_vnni"))
                        .precision())
                .isEqualTo(Precision.FP32);
    }

    @Test
    void aModelOfInt8AloneIsRunInIt() throws IOException {
        assertThat(CpuPrecision.of(model("{\"name\":\"m\"}", "int8.onnx"), Set.of())
                        .precision())
                .isEqualTo(Precision.INT8);
    }

    @Test
    void theCardTellsCheckAndTimes() throws IOException {
        var card = model(GOOD, "int8.onnx").card().orElseThrow();
        assertThat(card.check(Precision.INT8)).contains(new PrecisionCheck(0.8, 0.797, true));
        assertThat(card.check(Precision.FP16)).isEmpty();
        assertThat(card.processorMillis(Precision.FP32)).hasValue(15.6);
    }
}
