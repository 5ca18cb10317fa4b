package io.maskgate.models.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptEpochsTest {
    @TempDir
    private Path folder;

    @Test
    void theBestStayAndOfEqualOnesTheEarlier() throws IOException {
        var kept = new KeptEpochs(folder, 2);
        offer(kept, 1, 0.80);
        assertThat(files()).containsExactly("epoch-01.safetensors");
        offer(kept, 2, 0.86);
        offer(kept, 3, 0.79);
        assertThat(files()).containsExactly("epoch-01.safetensors", "epoch-02.safetensors");
        offer(kept, 4, 0.85);
        assertThat(files()).containsExactly("epoch-02.safetensors", "epoch-04.safetensors");
        // Another process goes on.
        offer(new KeptEpochs(folder, 2), 100, 0.85);
        assertThat(files()).containsExactly("epoch-02.safetensors", "epoch-04.safetensors");
        assertThat(Safetensors.read(folder.resolve("epoch-04.safetensors"))
                        .values()
                        .get("a"))
                .containsExactly(4);
    }

    @Test
    void theBestOfThemIsTheEarlierOfEqualOnesAndNoneThatIsWorseThanAsked() throws IOException {
        var kept = new KeptEpochs(folder, 3);
        offer(kept, 1, 0.80);
        offer(kept, 2, 0.86);
        offer(kept, 3, 0.86);
        assertThat(kept.best(0.86)).contains(folder.resolve("epoch-02.safetensors"));
        assertThat(kept.best(0.87)).isEmpty();
        assertThat(new KeptEpochs(folder, 0).best(0.86))
                .as("others may lie there")
                .isEmpty();
    }

    @Test
    void anEpochThatIsRepeatedTakesItsOwnPlace() throws IOException {
        var kept = new KeptEpochs(folder, 2);
        offer(kept, 1, 0.80);
        offer(kept, 2, 0.86);
        offer(kept, 2, 0.86);
        assertThat(files()).containsExactly("epoch-01.safetensors", "epoch-02.safetensors");
    }

    @Test
    void aCopyThatSomebodyWorkedOnIsNoSecondEpochOfItsNumber() throws IOException {
        var kept = new KeptEpochs(folder, 2);
        offer(kept, 1, 0.80);
        offer(kept, 2, 0.86);
        Files.copy(folder.resolve("epoch-02.safetensors"), folder.resolve("epoch-02-calibrated.safetensors"));
        offer(kept, 3, 0.85);
        assertThat(files())
                .containsExactly("epoch-02-calibrated.safetensors", "epoch-02.safetensors", "epoch-03.safetensors");
    }

    @Test
    void aMeanBesideTheEpochsIsNoneOfThem() throws IOException {
        var mean = new Safetensors(Map.of("epoch", "3+2"), Map.of());
        mean.write(folder.resolve("epoch-02-03.safetensors"));
        offer(new KeptEpochs(folder, 2), 4, 0.80);
        assertThat(files()).containsExactly("epoch-02-03.safetensors", "epoch-04.safetensors");
    }

    @Test
    void nothingIsKeptUnlessAskedFor() throws IOException {
        Files.writeString(folder.resolve("epoch-01.safetensors"), "of somebody else");
        offer(new KeptEpochs(folder, 0), 2, 0.9);
        assertThat(files()).containsExactly("epoch-01.safetensors");
    }

    private static void offer(KeptEpochs kept, int epoch, double map50) throws IOException {
        var entry = new Safetensors.Entry(List.of(1), new float[] {epoch});
        kept.offer(
                epoch,
                new Safetensors(
                        Map.of("epoch", Integer.toString(epoch), "map50", Double.toString(map50)), Map.of("a", entry)));
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
