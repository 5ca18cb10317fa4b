package io.maskgate.models.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * All pictures of a data set decoded once, uint8 RGB on the heap, each with its half and quarter: about 4 bytes per
 * pixel. Immutable, read by any number of threads.
 */
public final class PixelStore {
    private sealed interface Decoded {
        record Good(Picture picture) implements Decoded {}

        record Bad(DataProblem problem) implements Decoded {}

        record NoRoom(OutOfMemoryError why) implements Decoded {}
    }

    @FunctionalInterface
    interface Decoder {
        byte[] rgb(Path picture) throws IOException;
    }

    private final FaceDataset dataset;
    private final List<Picture> pictures;

    PixelStore(FaceDataset dataset, List<Picture> pictures) {
        this.dataset = dataset;
        this.pictures = List.copyOf(pictures);
    }

    /**
     * Decodes on this many threads. Pictures that cannot be decoded are left out: go on with {@link #dataset()}, whose
     * problems name them.
     *
     * @throws IOException when memory ends
     */
    public static PixelStore decode(FaceDataset dataset, int threads) throws IOException {
        return decode(dataset, threads, PictureDecoder::rgb);
    }

    /** @param decoder from a file to uint8 RGB */
    static PixelStore decode(FaceDataset dataset, int threads, Decoder decoder) throws IOException {
        var pictures = new ArrayList<Picture>();
        var problems = new ArrayList<DataProblem>();
        var broken = new HashSet<LabelledImage>();
        try (var pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("decode-", 0).factory())) {
            var tasks = new ArrayList<Future<Decoded>>();
            dataset.images().forEach(image -> tasks.add(pool.submit(() -> decode(image, decoder))));
            for (int i = 0; i < tasks.size(); i++) {
                switch (result(tasks.get(i))) {
                    case Decoded.Good good -> pictures.add(good.picture());
                    case Decoded.Bad bad -> {
                        problems.add(bad.problem());
                        broken.add(dataset.image(i));
                    }
                    case Decoded.NoRoom none -> {
                        // Else each picture that is left would try as well.
                        pool.shutdownNow();
                        throw PictureRoom.ofJava().ended(dataset, none.why());
                    }
                }
            }
        }
        return new PixelStore(dataset.without(problems, image -> !broken.contains(image)), pictures);
    }

    private static Decoded decode(LabelledImage image, Decoder decoder) {
        try {
            return new Decoded.Good(Picture.of(decoder.rgb(image.image()), image.width(), image.height()));
        } catch (OutOfMemoryError e) {
            return new Decoded.NoRoom(e);
        } catch (IOException e) {
            return new Decoded.Bad(PictureDecoder.problem(image.image(), e));
        }
    }

    private static Decoded result(Future<Decoded> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("decoding failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while decoding", e);
        }
    }

    /** The data set this store holds, index by index: the one decoded, less what could not be. */
    public FaceDataset dataset() {
        return dataset;
    }

    public int size() {
        return pictures.size();
    }

    /** Heap bytes of all pixels. */
    public long bytes() {
        return pictures.stream().mapToLong(Picture::bytes).sum();
    }

    Picture picture(int index) {
        return pictures.get(index);
    }
}
