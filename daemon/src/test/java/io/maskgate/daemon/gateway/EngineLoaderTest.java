package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maskgate.daemon.cli.Typed;
import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.daemon.rollout.ModelChoice;
import io.maskgate.daemon.rollout.Serving;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.hw.inference.tensorrt.Engines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The detector for uploads and main streams answers from the file that the cameras' does, whatever was asked for. */
@Timeout(30)
class EngineLoaderTest {
    private static final String FASTER = "\"speed\":{\"processor_ms\":{\"fp32\":15.6,\"int8\":9.1}},";

    @TempDir
    Path folder;

    private EngineLoader loader(String speed) throws Exception {
        var dir = Files.createDirectories(folder.resolve("zoo/both"));
        for (String file : List.of("fp32.onnx", "int8.onnx")) {
            Files.copy(Typed.zoo().resolve("probe/fp32.onnx"), dir.resolve(file));
        }
        String sum = Sha256.of(dir.resolve("fp32.onnx"));
        Files.writeString(dir.resolve("card.json"), """
                {"name":"both","int8":{"check":{"fp32_map50":0.8,"map50":0.797,"passed":true}},%s
                 "sha256":{"fp32.onnx":"%s","int8.onnx":"%s"}}""".formatted(speed, sum, sum));
        var options = InferenceOptions.defaults().withThreads(1);
        return new EngineLoader(
                new ModelZoo(List.of(folder.resolve("zoo"))), Engines.ofThisHost(), options, folder.resolve("engines"));
    }

    /** Beside the cameras' events nobody could tell that the pictures were looked at by another model. */
    @Test
    void aFileWithoutACardThatIsAnotherModelNowIsNotTakenForTheOneThatServes() throws Exception {
        var file = Files.createDirectories(folder.resolve("zoo/plain")).resolve("fp32.onnx");
        Files.copy(Typed.zoo().resolve("probe/fp32.onnx"), file);
        var loader = loader("");
        var choice = new ModelChoice(Optional.of("plain"), ModelKeys.Engine.CPU, ModelKeys.Precision.FP32, 1);
        var model = loader.find(choice);
        var serving = Serving.load(loader, model, choice);
        try (var cameras = serving.loaded()) {
            var info = cameras.info();
            loader.again(serving).close();

            String other = "0".repeat(info.sha().length());
            var exported = Files.readString(file, StandardCharsets.ISO_8859_1).replace(info.sha(), other);
            Files.delete(file);
            Files.writeString(file, exported, StandardCharsets.ISO_8859_1);
            assertThatExceptionOfType(InferenceException.class)
                    .isThrownBy(() -> loader.again(serving).close())
                    .withMessageContaining("expected " + info.tag() + ", which serves the cameras, found " + info.name()
                            + "@00000000");
        }
    }

    private static void same(EngineLoader loader, ModelKeys.Precision precision, String engine) {
        var choice = new ModelChoice(Optional.of("both"), ModelKeys.Engine.CPU, precision, 1);
        var model = loader.find(choice);
        var serving = Serving.load(loader, model, choice);
        try (var cameras = serving.loaded();
                var again = loader.again(serving)) {
            assertThat(cameras.status().serving()).isEqualTo(engine);
            assertThat(again.engine()).isEqualTo(engine);
            assertThat(again.batch()).isEqualTo(1);
        }
    }

    /** Without measured times no processor takes int8 by itself. */
    @Test
    void int8AskedForIsInt8ForSinglePicturesToo() throws Exception {
        same(loader(""), ModelKeys.Precision.INT8, "onnxruntime cpu int8");
    }

    @Test
    void fp32AskedForNeedsNoOtherFile() throws Exception {
        var loader = loader(FASTER);
        Files.writeString(folder.resolve("zoo/both/int8.onnx"), "damaged");
        same(loader, ModelKeys.Precision.FP32, "onnxruntime cpu fp32");
    }
}
