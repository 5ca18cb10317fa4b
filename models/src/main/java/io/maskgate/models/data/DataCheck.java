package io.maskgate.models.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * What is wrong with a data set: rows and pictures that are broken, and pictures of {@code val} that look like one of
 * {@code train}, so that figures on val flatter.
 *
 * @param problems of both splits, undecodable pictures included
 * @param overlaps nearest first; for each picture of val the nearest of train
 */
public record DataCheck(FaceDataset train, FaceDataset val, List<DataProblem> problems, List<Overlap> overlaps) {
    /**
     * Different bits up to which two pictures count as the same. Unrelated ones differ in 32 on average; recompressed or
     * scaled copies in a few.
     */
    public static final int SAME = 6;

    public DataCheck {
        problems = List.copyOf(problems);
        overlaps = List.copyOf(overlaps);
    }

    /** @param distance bits of the perceptual hashes that differ, of 64 */
    public record Overlap(Path val, Path train, int distance) {
        @Override
        public String toString() {
            return val + ": looks like " + train + " of train (" + distance + " of 64 bits differ)";
        }
    }

    private record Hashed(Path file, PerceptualHash hash) {}

    /** Why a picture can be neither learnt from nor judged on, as far as its header tells; empty where it can. */
    public static Optional<DataProblem> unusable(Path picture) {
        try {
            PictureDecoder.size(picture);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(PictureDecoder.problem(picture, e));
        }
    }

    /** Whether EXIF says to turn a picture, which {@link #unusable} refuses it for; false where it cannot be read. */
    public static boolean isLying(Path picture) {
        try {
            return Exif.orientation(picture) != Exif.UPRIGHT;
        } catch (IOException _) {
            return false;
        }
    }

    /** Why a picture cannot be decoded, whichever way it lies: it is decoded whole. Empty where it can. */
    public static Optional<DataProblem> undecodable(Path picture) {
        try {
            PictureDecoder.rgb(picture);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(PictureDecoder.problem(picture, e));
        }
    }

    /** Why only a part of a picture would be shown by a decoder that goes on as far as it can; empty where all is there. */
    public static Optional<DataProblem> breaksOff(Path picture) {
        return PictureDecoder.damage(picture);
    }

    /**
     * The broken rows of a label file, each of which is why its picture can be neither learnt from nor judged on.
     *
     * @throws IOException when it cannot be read
     */
    public static List<DataProblem> brokenRows(Path labels) throws IOException {
        var problems = new ArrayList<DataProblem>();
        new LabelReader(labels, problems).read(Files.readAllBytes(labels));
        return problems;
    }

    /**
     * Decodes every picture once.
     *
     * @param train what is learnt from
     * @param val what is judged on
     * @param same most bits that differ between pictures that count as the same
     * @param threads that decode
     * @param progress is told how many pictures are done
     */
    public static DataCheck of(FaceDataset train, FaceDataset val, int same, int threads, IntConsumer progress) {
        var problems = new ArrayList<>(train.problems());
        problems.addAll(val.problems());
        var known = hashes(train, threads, problems, progress);
        var judged = hashes(val, threads, problems, done -> progress.accept(train.size() + done));
        return new DataCheck(train, val, problems, overlaps(judged, known, same));
    }

    /** The overlaps of pictures that are decoded already, which costs a few seconds for thousands. */
    public static List<Overlap> overlaps(PixelStore train, PixelStore val) {
        return overlaps(hashes(val), hashes(train), SAME);
    }

    private static List<Overlap> overlaps(List<Hashed> judged, List<Hashed> known, int same) {
        var overlaps = new ArrayList<Overlap>();
        for (var picture : judged) {
            nearest(picture, known).filter(overlap -> overlap.distance <= same).ifPresent(overlaps::add);
        }
        overlaps.sort(Comparator.comparingInt(Overlap::distance).thenComparing(Overlap::val));
        return overlaps;
    }

    private static List<Hashed> hashes(PixelStore store) {
        var hashes = new ArrayList<Hashed>();
        for (int i = 0; i < store.size(); i++) {
            var level = store.picture(i).level(1);
            var hash = PerceptualHash.of(level.rgb(), level.width(), level.height());
            hashes.add(new Hashed(store.dataset().image(i).image(), hash));
        }
        return hashes;
    }

    public boolean clean() {
        return problems.isEmpty() && overlaps.isEmpty();
    }

    private static Optional<Overlap> nearest(Hashed picture, List<Hashed> among) {
        return among.stream()
                .map(other -> new Overlap(picture.file, other.file, picture.hash.distance(other.hash)))
                .min(Comparator.comparingInt(Overlap::distance));
    }

    private static List<Hashed> hashes(
            FaceDataset data, int threads, List<DataProblem> problems, IntConsumer progress) {
        var hashes = new ArrayList<Hashed>();
        try (var pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("hash-", 0).factory())) {
            var tasks = new ArrayList<Future<PerceptualHash>>();
            data.images().forEach(image -> tasks.add(pool.submit(() -> hash(image))));
            for (int i = 0; i < tasks.size(); i++) {
                var file = data.image(i).image();
                try {
                    hashes.add(new Hashed(file, tasks.get(i).get()));
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof IOException broken)) {
                        throw new IllegalStateException(file + ": hashing failed: " + e.getCause(), e);
                    }
                    problems.add(PictureDecoder.problem(file, broken));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while hashing", e);
                }
                progress.accept(i + 1);
            }
        }
        return hashes;
    }

    private static PerceptualHash hash(LabelledImage image) throws IOException {
        return PerceptualHash.of(PictureDecoder.rgb(image.image()), image.width(), image.height());
    }
}
