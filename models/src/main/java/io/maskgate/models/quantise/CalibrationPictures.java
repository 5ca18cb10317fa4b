package io.maskgate.models.quantise;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.video.Letterboxer;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.StillPicture;
import io.maskgate.hw.video.VideoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Pictures as the gateway gives them to a network: decoded and letterboxed.
 *
 * @param folder where they are from
 * @param inputs all of one size, in memory; they belong to whoever made this
 * @param unreadable those left out, a sentence each
 */
record CalibrationPictures(Path folder, List<InputImage> inputs, List<String> unreadable) {
    private static final long MOST_PIXELS = 64_000_000;

    CalibrationPictures {
        inputs = List.copyOf(inputs);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * Reads pictures of a folder, spread evenly over the sorted names.
     *
     * @param root a folder of JPEG or PNG pictures, or a data set: then those of its {@code train}
     * @param samples how many at most
     * @throws IOException when there is no such folder, or not one picture in it that can be read
     */
    static CalibrationPictures read(Path root, int samples, int width, int height) throws IOException {
        var folder = folder(root);
        var files = spread(files(folder), samples);
        if (files.isEmpty()) {
            throw new IOException(
                    "calibration folder " + folder + ": expected pictures (*.jpg, *.jpeg, *.png), found none");
        }
        var pool = new InputPool(files.size(), width, height);
        var inputs = new ArrayList<InputImage>();
        var unreadable = new ArrayList<String>();
        var clock = MediaClock.system();
        try (var letterboxer = new Letterboxer()) {
            for (var file : files) {
                try (var frame = StillPicture.decode(Files.readAllBytes(file), MOST_PIXELS, clock)) {
                    var input = pool.acquire().orElseThrow();
                    letterboxer.scale(frame, input);
                    inputs.add(input);
                } catch (VideoException e) {
                    unreadable.add(file + ": " + e.getMessage());
                }
            }
        }
        if (inputs.isEmpty()) {
            throw new IOException("calibration folder " + folder + ": expected pictures, found none of " + files.size()
                    + " that can be read; " + unreadable.getFirst());
        }
        return new CalibrationPictures(folder, inputs, unreadable);
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
