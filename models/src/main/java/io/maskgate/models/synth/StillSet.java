package io.maskgate.models.synth;

import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.files.Jpeg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Writes synthetic pictures as a YOLO data set: {@code train/images/synth_00000.jpg} and {@code
 * train/labels/synth_00000.txt}, one row {@code class cx cy w h} per face, fractions of the picture.
 */
final class StillSet {
    /** Faces seen less than this have no label; none are drawn that are seen more than this but less than {@link #SEEN}. */
    private static final double HIDDEN = 0.12;

    private static final double SEEN = 0.55;
    private static final double SMALLEST = 9;
    private static final int TRIES = 40;

    private StillSet() {}

    static void write(Path root, int count, long seed, IntConsumer progress) throws IOException {
        Path images = root.resolve("train/images");
        Path labels = root.resolve("train/labels");
        for (int i = 0; i < count; i++) {
            Still still = clear(seed * 1_000_003 + i * 101L);
            String name = String.format(Locale.ROOT, "synth_%05d", i);
            AtomicFile.write(labels.resolve(name + ".txt"), rows(still));
            AtomicFile.write(images.resolve(name + ".jpg"), Jpeg.of(still.image(), 0.82f));
            progress.accept(i + 1);
        }
    }

    /** The first picture from this seed on in which every face is either seen or hidden, and one at least is seen. */
    private static Still clear(long seed) {
        for (int i = 0; i < TRIES; i++) {
            Still still = Still.draw(seed + i);
            boolean ambiguous = still.faces().stream().anyMatch(f -> f.visible() > HIDDEN && !labelled(f));
            if (!ambiguous && still.faces().stream().anyMatch(StillSet::labelled)) {
                return still;
            }
        }
        throw new IllegalStateException("no clear picture in " + TRIES + " tries from seed " + seed);
    }

    private static boolean labelled(FaceTruth face) {
        return face.visible() >= SEEN
                && face.box().height() >= SMALLEST
                && face.box().width() >= SMALLEST * 0.7;
    }

    private static String rows(Still still) {
        double w = still.image().getWidth();
        double h = still.image().getHeight();
        return still.faces().stream()
                .filter(StillSet::labelled)
                .map(f -> String.format(
                        Locale.ROOT,
                        "%d %.6f %.6f %.6f %.6f%n",
                        f.label().ordinal(),
                        f.box().centerX() / w,
                        f.box().centerY() / h,
                        f.box().width() / w,
                        f.box().height() / h))
                .collect(Collectors.joining());
    }
}
