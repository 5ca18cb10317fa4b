package io.maskgate.models.cli;

import io.maskgate.models.data.DataCheck;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.Mix;
import io.maskgate.models.data.PictureRoom;
import io.maskgate.models.data.PixelStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The decoded pictures of a command; every run of it uses the same. */
final class TrainingData {
    private final PixelStore train;
    private final PixelStore val;
    private final Mix mix;

    /**
     * @param more further folders of which train/ is added
     * @param share the part of what is learnt from that is of root's pictures; 0: every picture as often as any other
     * @throws IOException when a folder is missing, there is nothing to learn from or to judge by, the pictures are more than
     *     the heap holds, or one side of the share has no picture
     */
    TrainingData(Path root, List<Path> more, double share, int threads, PrintWriter err) throws IOException {
        var own = FaceDataset.read(root, "train");
        var dataset = own;
        for (Path folder : more) {
            dataset = dataset.plus(FaceDataset.read(folder, "train"));
        }
        var judged = FaceDataset.read(root, "val");
        PictureRoom.ofJava().require(List.of(dataset, judged));
        train = decode(dataset, threads, err);
        val = decode(judged, threads, err);
        requireFaces(root, train.dataset(), val.dataset());
        var overlaps = DataCheck.overlaps(train, val);
        err.printf(
                Locale.ROOT,
                "%d train and %d val pictures in memory; %d of val look like one of train%n",
                train.size(),
                val.size(),
                overlaps.size());
        if (!overlaps.isEmpty()) {
            err.printf(
                    "figures on val flatter by that; the nearest is %s; maskgate data check names all%n",
                    overlaps.getFirst());
        }
        mix = share == 0 ? Mix.even(train.size()) : mix(own, root, share);
        if (!mix.isEven()) {
            err.printf(
                    Locale.ROOT,
                    "%s of an epoch's %d views are of the %d pictures of %s: each in about %.1f%n",
                    share,
                    mix.size(),
                    mix.first(),
                    root,
                    mix.times());
        }
        err.flush();
    }

    /** Without a face in val no epoch is better than another, and the first one's weights would be what comes of it. */
    private static void requireFaces(Path root, FaceDataset train, FaceDataset val) throws IOException {
        if (train.size() == 0) {
            throw new IOException(root.resolve("train") + ": expected pictures to learn from, found none;"
                    + " put them into images/, and a file of rows for each into labels/");
        }
        if (val.faces(0) + val.faces(1) == 0) {
            throw new IOException(root.resolve("val") + ": expected labelled faces to judge by, found none in "
                    + val.size() + " pictures; move some pictures with faces there from train/, with their labels");
        }
    }

    /** Of those that could be decoded, which come in the order they were read in. */
    private Mix mix(FaceDataset own, Path root, double share) throws IOException {
        var read = Set.copyOf(own.images());
        int first = (int)
                train.dataset().images().stream().takeWhile(read::contains).count();
        if (first == 0 || first == train.size()) {
            throw new IOException("--share " + share + ": expected pictures in " + root.resolve("train")
                    + " and in the folders added to it, found " + first + " and " + (train.size() - first));
        }
        return new Mix(first, train.size() - first, share);
    }

    private static PixelStore decode(FaceDataset dataset, int threads, PrintWriter err) throws IOException {
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

    /** How often the pictures of {@link #train()} are learnt from. */
    Mix mix() {
        return mix;
    }
}
