package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.PixelStore;
import io.maskgate.models.fixtures.TinyFaces;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingDataTest {
    /** A telephone's pictures of 12 million pixels, 48 MB each. */
    @Test
    void picturesThatCannotFitInMemoryAreRefusedWithTheRemedy() {
        assertThatThrownBy(() -> TrainingData.requireRoom(200, 9_600_000_000L, 6L << 30))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "expected pictures that fit in memory, found 200 that take 9.6 GB decoded, of the 6.4 GB Java may"
                                + " have; scale them down (mogrify -resize '1280x1280>' FILE), their labels stay true, or allow"
                                + " more (MASKGATE_JAVA_OPTS=-Xmx14g)");
        assertThatCode(() -> TrainingData.requireRoom(100, 4_800_000_000L, 6L << 30))
                .doesNotThrowAnyException();
    }

    @Test
    void whatPicturesWillTakeIsKnownByTheirHeaders(@TempDir Path folder) throws IOException {
        TinyFaces.write(folder, "train", 3);
        var set = FaceDataset.read(folder, "train");
        assertThat(set.decodedBytes())
                .isEqualTo(3L * 3 * (64 * 64 + 32 * 32 + 16 * 16))
                .isEqualTo(PixelStore.decode(set, 1).bytes());
    }
}
