package io.maskgate.models.synth;

import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.VideoWriter;
import io.maskgate.models.files.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** What the command line can ask of the generator. Everything written follows from the seed alone. */
public final class SynthCommands {
    /** Enough for a drawn scene without noise: 20 s of 1280 x 720 at 25 frames a second are about 2.3 MB. */
    private static final double BITS_PER_PIXEL = 0.04;

    private SynthCommands() {}

    /**
     * Writes a YOLO data set of drawn lobby pictures, at most 512 pixels wide or high, below {@code root/train}.
     *
     * @param progress is told how many pictures have been written
     * @throws IOException where the files cannot be written
     */
    public static void stills(Path root, int count, long seed, IntConsumer progress) throws IOException {
        if (count < 1) {
            throw new IllegalArgumentException("count: expected at least 1 picture, found " + count);
        }
        StillSet.write(root, count, seed, progress);
    }

    /**
     * Writes the demonstration as H.264 MP4 and its truth as JSON ({@code maskgate.truth/1}: per person the label and
     * its changes, the first and last second in which at least half of the face is seen, the box in every frame). The
     * first and last frames show an empty lobby, so that the clip can be looped.
     *
     * @param progress is told how many frames have been written
     * @throws IOException where a file cannot be written
     */
    public static void clip(Path mp4, Path truth, long seed, SceneOptions options, IntConsumer progress)
            throws IOException {
        var scene = Scene.demonstration(seed, options);
        var collected = new ClipTruth(seed, options);
        int bitrate = (int) (BITS_PER_PIXEL * options.width() * options.height() * options.fps());
        var format = VideoWriter.Format.mp4(options.width(), options.height(), options.fps(), bitrate);
        var picture = new RgbPicture(options.width(), options.height());
        try (var writer = VideoWriter.create(mp4, format)) {
            for (int frame = 0; frame < scene.frames(); frame++) {
                var still = scene.draw(frame);
                collected.add(frame, still.faces());
                copy(still.image(), picture);
                writer.write(picture);
                progress.accept(frame + 1);
            }
            writer.finish();
        }
        AtomicFile.write(truth, collected.json());
    }

    private static void copy(BufferedImage image, RgbPicture picture) {
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                picture.fill(x, y, x + 1, y + 1, image.getRGB(x, y));
            }
        }
    }
}
