package io.maskgate.models.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.inference.Sha256;
import io.maskgate.hw.video.VideoException;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.fixtures.SelfLabelled;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that loses by any change, whichever way its ranges are measured. */
class QuantiserWaysTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("serial")
    private static final class Enough extends RuntimeException {}

    private final List<String> judged = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Ends the work where int8 is judged a second time, or an operation goes back to float. */
    private final Quantiser.Progress progress = new Quantiser.Progress() {
        @Override
        public IntConsumer step(String name, int total) {
            if (name.startsWith("judge")) {
                judged.add(name);
            }
            if (Collections.frequency(judged, "judge int8") == 2) {
                throw new Enough();
            }
            return _ -> {};
        }

        @Override
        public void note(String text) {
            notes.add(text);
            if (text.endsWith("goes back to float")) {
                throw new Enough();
            }
        }
    };

    @Test
    void theNextRangeMethodIsJudgedBeforeOperationsGoBackToFloat() throws IOException, VideoException {
        TinyFaces.write(folder, "train", 4);
        TinyFaces.write(folder, "val", 24);
        var network = new LightMask(16);
        var weights = folder.resolve("weights.safetensors");
        TestWeights.write(network, weights);
        var values = Safetensors.read(weights).values();
        var exporter = new OnnxExporter("tiny", 64, 64);
        var fp32 = folder.resolve("fp32.onnx");
        exporter.write(network, values, Sha256.of(weights), fp32);
        SelfLabelled.label(folder.resolve("val"), fp32);

        assertThatThrownBy(() -> new Quantiser(exporter, network, values, Sha256.of(weights))
                        .run(
                                fp32,
                                folder,
                                FaceDataset.read(folder, "val"),
                                "val",
                                new Settings(4, Optional.empty(), 0, true),
                                Files.createDirectory(folder.resolve("work")),
                                progress))
                .isInstanceOf(Enough.class);

        assertThat(judged).containsExactly("judge fp32", "judge fp16", "judge int8", "judge int8 signed", "judge int8");
        assertThat(notes).last().asString().matches("int8 with ranges by \\w+ loses too much");
    }

    @Test
    void aMethodThatIsAskedForIsTriedWholeAndWithOperationsInFloat() {
        assertThat(Quantiser.ways(Map.of(RangeMethod.ENTROPY, 0.0)))
                .containsExactly(
                        new Quantiser.Way(RangeMethod.ENTROPY, false), new Quantiser.Way(RangeMethod.ENTROPY, true));
    }

    /** The gate asks for mAP50 alone, and thresholds were made for the scores in float32. */
    @Test
    void aMethodThatIsFarAwayComesAfterOperationsOfTheNearOnesWentBack() {
        var changes = Map.of(RangeMethod.ENTROPY, 0.1893, RangeMethod.MINMAX, 0.1066, RangeMethod.PERCENTILE, 0.0975);
        assertThat(Quantiser.ways(changes))
                .containsExactly(
                        new Quantiser.Way(RangeMethod.PERCENTILE, false),
                        new Quantiser.Way(RangeMethod.MINMAX, false),
                        new Quantiser.Way(RangeMethod.PERCENTILE, true),
                        new Quantiser.Way(RangeMethod.MINMAX, true),
                        new Quantiser.Way(RangeMethod.ENTROPY, false),
                        new Quantiser.Way(RangeMethod.ENTROPY, true));
    }

    @Test
    void whereTheSecondMethodPassesWholeNoOperationGoesBack() throws IOException {
        var passing = new Quantiser.Way(RangeMethod.MINMAX, false);
        var tried = new ArrayList<Quantiser.Way>();
        var found = FirstPassing.of(
                Quantiser.ways(Map.of(RangeMethod.PERCENTILE, 0.1, RangeMethod.MINMAX, 0.11)),
                way -> {
                    tried.add(way);
                    return way;
                },
                way -> way.back() || way.equals(passing),
                way -> 0);
        assertThat(found).isEqualTo(passing);
        assertThat(tried).containsExactly(new Quantiser.Way(RangeMethod.PERCENTILE, false), passing);
    }
}
