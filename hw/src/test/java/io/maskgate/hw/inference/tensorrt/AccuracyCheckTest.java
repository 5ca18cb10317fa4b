package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccuracyCheckTest {
    @TempDir
    Path folder;

    private Optional<String> refusal(Precision precision, String check) throws Exception {
        var dir = Files.createDirectories(folder.resolve("m"));
        for (String file : List.of("fp32.onnx", "fp16.onnx", "int8.onnx")) {
            Files.writeString(dir.resolve(file), "x");
        }
        Files.writeString(dir.resolve("card.json"), "{\"name\": \"m\"" + check + "}");
        var model = new ModelZoo(List.of(folder)).resolve("m");
        return AccuracyCheck.ofCard().refusal(model, precision);
    }

    @Test
    void int8MustHavePassed() throws Exception {
        assertThat(refusal(Precision.INT8, ", \"int8\": {\"check\": {\"passed\": true}}"))
                .isEmpty();
        assertThat(refusal(Precision.INT8, ", \"int8\": {\"check\": {\"passed\": false}}"))
                .contains("the accuracy of int8.onnx of model m was found insufficient; "
                        + "maskgate quantize makes and checks it");
        for (String none : List.of(
                "", ", \"int8\": {}", ", \"int8\": {\"check\": 1}", ", \"fp16\": {\"check\": {\"passed\": true}}")) {
            assertThat(refusal(Precision.INT8, none).orElseThrow()).contains("was not checked");
        }
    }

    @Test
    void fp16MustNotHaveFailedAndFp32IsTheMeasure() throws Exception {
        assertThat(refusal(Precision.FP16, "")).isEmpty();
        assertThat(refusal(Precision.FP16, ", \"fp16\": {\"check\": {\"passed\": false}}"))
                .isPresent();
        assertThat(refusal(Precision.FP32, "")).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsNotOffered() throws Exception {
        refusal(Precision.FP32, "");
        Files.delete(folder.resolve("m/int8.onnx"));
        var model = new ModelZoo(List.of(folder)).resolve("m");
        assertThat(AccuracyCheck.ofCard().refusal(model, Precision.INT8))
                .contains("model m has no int8.onnx; maskgate quantize makes it");
    }
}
