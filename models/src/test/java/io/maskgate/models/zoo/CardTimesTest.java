package io.maskgate.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.evaluate.Evaluation;
import io.maskgate.models.export.OracleModel;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.quantise.Quantised;
import io.maskgate.models.quantise.RangeMethod;
import io.maskgate.models.quantise.Settings;
import io.maskgate.models.quantise.Speed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The times that the gateway reads are those that were measured, each of its own precision. */
class CardTimesTest {
    @Test
    void eachPrecisionHasItsOwnTimeInTheCard(@TempDir Path root) throws Exception {
        Path model = Files.createDirectories(root.resolve("zoo/tiny"));
        for (var precision : Precision.values()) {
            OracleModel.write(model.resolve(precision.fileName()), 64, 64, new float[4], new float[2]);
        }
        Files.writeString(model.resolve("card.json"), "{\"name\": \"tiny\"}");
        TinyFaces.write(root, "val", 1);
        var result = new Evaluation(model.resolve("fp32.onnx"), 1).run(FaceDataset.read(root, "val"), "val", _ -> {});
        var quantised = new Quantised(
                new Settings(100, Optional.empty(), 0.005, false),
                RangeMethod.MINMAX,
                100,
                Map.of(Precision.FP32, result, Precision.FP16, result, Precision.INT8, result),
                result,
                Map.of(),
                new Speed(60, Map.of(Precision.FP32, 10.0, Precision.FP16, 8.004, Precision.INT8, 4.996)),
                List.of("neck.0"),
                List.of(),
                List.of());

        QuantisedEntry.of(model, "tiny").write(quantised, model, "maskgate quantize", Set.of("avx512_vnni"));

        var card = new ModelZoo(List.of(root.resolve("zoo")))
                .resolve("tiny")
                .card()
                .orElseThrow();
        assertThat(card.processorMillis(Precision.FP32).orElseThrow()).isCloseTo(10, within(1e-9));
        assertThat(card.processorMillis(Precision.FP16).orElseThrow()).isCloseTo(8, within(1e-9));
        assertThat(card.processorMillis(Precision.INT8).orElseThrow()).isCloseTo(5, within(1e-9));
    }
}
