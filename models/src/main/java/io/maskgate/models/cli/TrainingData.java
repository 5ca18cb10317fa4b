package io.maskgate.models.cli;

import io.maskgate.models.data.DataCheck;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.PixelStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** The decoded pictures of a command; every run of it uses the same. */
final class TrainingData {
    private final PixelStore train;
    private final PixelStore val;

    /** @param more further folders of which train/ is added */
    TrainingData(Path root, List<Path> more, int threads, PrintWriter err) throws IOException {
        var dataset = FaceDataset.read(root, "train");
        for (Path folder : more) {
            dataset = dataset.plus(FaceDataset.read(folder, "train"));
        }
        train = decode(dataset, threads, err);
        val = decode(FaceDataset.read(root, "val"), threads, err);
        var overlaps = DataCheck.overlaps(train, val);
        err.printf(
                "%d train and %d val pictures in memory; %d of val look like one of train%n",
                train.size(), val.size(), overlaps.size());
        if (!overlaps.isEmpty()) {
            err.printf(
                    "figures on val flatter by that; the nearest is %s; maskgate data check names all%n",
                    overlaps.getFirst());
        }
        err.flush();
    }

    private static PixelStore decode(FaceDataset dataset, int threads, PrintWriter err) {
        var store = PixelStore.decode(dataset, threads);
        store.dataset().problems().forEach(err::println);
        return store;
    }

    PixelStore train() {
        return train;
    }

    PixelStore val() {
        return val;
    }
}
