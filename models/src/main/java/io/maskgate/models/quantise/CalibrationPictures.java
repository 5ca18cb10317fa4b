package io.maskgate.models.quantise;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.video.Letterboxer;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.StillPicture;
import io.maskgate.hw.video.VideoException;
import io.maskgate.models.data.DataCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Pictures as the gateway gives them to a network: decoded and letterboxed, one after the other, since thousands at once
 * would be gigabytes.
 *
 * @param folder where they are from
 * @param files those that were chosen, readable or not
 * @param width of a network's input
 * @param height of it
 */
record CalibrationPictures(Path folder, List<Path> files, int width, int height) {
    private static final long MOST_PIXELS = 64_000_000;

    CalibrationPictures {
        files = List.copyOf(files);
    }

    /**
     * What became of the files.
     *
     * @param readable those that are pictures
     * @param unreadable of the others a sentence each
     */
    record Seen(List<Path> readable, List<String> unreadable) {
        Seen {
            readable = List.copyOf(readable);
            unreadable = List.copyOf(unreadable);
        }
    }

    /** Some of the pictures, in memory together. */
    record Held(List<InputImage> inputs) implements AutoCloseable {
        Held {
            inputs = List.copyOf(inputs);
        }

        @Override
        public void close() {
            inputs.forEach(InputImage::close);
        }
    }

    /**
     * Chooses pictures of a folder, spread evenly over the sorted names.
     *
     * @param root a folder of JPEG or PNG pictures, or a data set: then those of its {@code train}
     * @param samples how many at most
     * @throws IOException when there is no such folder, or not one picture in it
     */
    static CalibrationPictures choose(Path root, int samples, int width, int height) throws IOException {
        var folder = folder(root);
        var files = spread(files(folder), samples);
        if (files.isEmpty()) {
            throw new IOException(
                    "calibration folder " + folder + ": expected pictures (*.jpg, *.jpeg, *.png), found none");
        }
        return new CalibrationPictures(folder, files, width, height);
    }

    /**
     * Decodes them one after the other.
     *
     * @param taken is given each; the same memory holds the next one afterwards
     * @throws IOException when a file cannot be read, or none is a picture
     */
    Seen each(Consumer<? super InputImage> taken) throws IOException {
        var readable = new ArrayList<Path>();
        var unreadable = new ArrayList<String>();
        try (var input = new InputPool(1, width, height).acquire().orElseThrow();
                var letterboxer = new Letterboxer()) {
            for (var file : files) {
                try {
                    decode(file, letterboxer, input);
                } catch (VideoException e) {
                    unreadable.add(file + ": " + e.getMessage());
                    continue;
                }
                // The gateway's decoder shows a file that breaks off as far as it goes, and the grey rest would be
                // measured.
                var broken = DataCheck.breaksOff(file);
                if (broken.isPresent()) {
                    unreadable.add(broken.get().toString());
                    continue;
                }
                taken.accept(input);
                readable.add(file);
            }
        }
        if (readable.isEmpty()) {
            throw new IOException("calibration folder " + folder + ": expected pictures, found none of " + files.size()
                    + " that can be read; " + unreadable.getFirst());
        }
        return new Seen(readable, unreadable);
    }

    /**
     * Decodes a few of them again.
     *
     * @param readable of those that {@link #each} could read
     * @return to be closed by the caller
     * @throws IOException when one is not what it was
     */
    Held hold(List<Path> readable) throws IOException {
        var pool = new InputPool(readable.size(), width, height);
        var inputs = new ArrayList<InputImage>();
        try (var letterboxer = new Letterboxer()) {
            for (var file : readable) {
                var input = pool.acquire().orElseThrow();
                inputs.add(input);
                decode(file, letterboxer, input);
            }
        } catch (VideoException e) {
            throw new IOException(
                    "calibration folder " + folder + ": a picture was changed meanwhile: " + e.getMessage(), e);
        }
        return new Held(inputs);
    }

    private static void decode(Path file, Letterboxer letterboxer, InputImage input)
            throws IOException, VideoException {
        try (var frame = StillPicture.decode(Files.readAllBytes(file), MOST_PIXELS, MediaClock.system())) {
            letterboxer.scale(frame, input);
        }
    }

    private static Path folder(Path root) throws IOException {
        for (var folder : List.of(root.resolve("train/images"), root.resolve("images"), root)) {
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        throw new NoSuchFileException(
                root.toString(), null, "expected a folder of pictures for calibration, found nothing");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var list = Files.list(folder)) {
            return list.filter(file -> String.valueOf(file.getFileName())
                            .toLowerCase(Locale.ROOT)
                            .matches(".*\\.(jpe?g|png)"))
                    .sorted()
                    .toList();
        }
    }

    /** So many at most, evenly from first to last: neighbours by name are often of one source. */
    static <T> List<T> spread(List<T> all, int samples) {
        if (all.size() <= samples) {
            return all;
        }
        var chosen = new ArrayList<T>();
        for (long i = 0; i < samples; i++) {
            chosen.add(all.get((int) (i * all.size() / samples)));
        }
        return chosen;
    }
}
