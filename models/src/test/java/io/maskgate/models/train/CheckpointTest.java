package io.maskgate.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.Tensors;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    private static final Checkpoint.Origin FROM = new Checkpoint.Origin("cafe", "data", "start");
    private static final Checkpoint.Progress PROGRESS = new Checkpoint.Progress(3, 927, 0.625, FROM);

    @TempDir
    private Path folder;

    private final ParameterStore current = Scales.parameters();
    private final ParameterStore average = Scales.parameters();
    private final AdamW optimiser = new AdamW(current, 0.1, 10);

    @AfterEach
    void close() {
        optimiser.close();
        average.close();
        current.close();
    }

    @Test
    void everythingARunNeedsComesBack() throws IOException {
        var checkpoint = new Checkpoint(folder.resolve("c.safetensors"));
        set(current, 1, 2, 3, 4, 5, 6, 7, 8);
        set(average, 8, 7, 6, 5, 4, 3, 2, 1);
        try (var _ = new PointerScope()) {
            Tensors.set(optimiser.mean(), new float[] {1, 1, 2, 2, 3, 3, 4, 4});
            Tensors.set(optimiser.square(), new float[] {4, 4, 3, 3, 2, 2, 1, 1});
        }
        checkpoint.save(PROGRESS, state(current, average, optimiser));

        try (var restored = Scales.parameters();
                var restoredAverage = Scales.parameters();
                var restoredOptimiser = new AdamW(restored, 0.1, 10);
                var _ = new PointerScope()) {
            assertThat(checkpoint.load(state(restored, restoredAverage, restoredOptimiser)))
                    .isEqualTo(PROGRESS);
            assertThat(Tensors.toFloats(restored.trainable())).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(Tensors.toFloats(restored.get("p.bias"))).containsExactly(7, 8);
            assertThat(Tensors.toFloats(restoredAverage.trainable())).containsExactly(8, 7, 6, 5, 4, 3, 2, 1);
            assertThat(Tensors.toFloats(restoredOptimiser.mean())).containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
            assertThat(Tensors.toFloats(restoredOptimiser.square())).containsExactly(4, 4, 3, 3, 2, 2, 1, 1);
            assertThat(restoredOptimiser.steps()).isEqualTo(927);
        }
    }

    @Test
    void onAFullDiskThePreviousCheckpointStays() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "needs /dev/full");
        var checkpoint = new Checkpoint(folder.resolve("c.safetensors"));
        set(current, 1, 1, 1, 1, 1, 1, 1, 1);
        checkpoint.save(PROGRESS, state(current, average, optimiser));
        set(current, 2, 2, 2, 2, 2, 2, 2, 2);
        Files.createSymbolicLink(AtomicFile.temporary(checkpoint.file()), Path.of("/dev/full"));

        assertThatThrownBy(() -> checkpoint.save(
                        new Checkpoint.Progress(4, 1236, 0.7, FROM), state(current, average, optimiser)))
                .hasMessage(checkpoint.file() + ": cannot be written: No space left on device");

        assertThat(checkpoint.load(state(current, average, optimiser))).isEqualTo(PROGRESS);
        try (var _ = new PointerScope()) {
            assertThat(Tensors.toFloats(current.trainable())).containsOnly(1);
        }
    }

    @Test
    void aCheckpointOfAnotherNetworkIsRefused() throws IOException {
        var checkpoint = new Checkpoint(folder.resolve("c.safetensors"));
        new Safetensors(Map.of(), Map.of("values", new Safetensors.Entry(List.of(3), new float[3])))
                .write(checkpoint.file());
        assertThatThrownBy(() -> checkpoint.load(state(current, average, optimiser)))
                .isInstanceOf(IOException.class)
                .hasMessage(checkpoint.file() + ": values: expected 8 values, found 3; it is of another network");
    }

    private static void set(ParameterStore parameters, float... values) {
        try (var _ = new PointerScope()) {
            Tensors.set(parameters.trainable(), values);
        }
    }

    private static Checkpoint.State state(ParameterStore current, ParameterStore average, AdamW optimiser) {
        return new Checkpoint.State(current, average, optimiser, Optional.empty());
    }
}
