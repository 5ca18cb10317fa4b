package io.maskgate.daemon.bench;

import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.PictureScaler;
import io.maskgate.hw.video.Read;
import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import io.maskgate.hw.video.VideoWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** The bundled clip as a full HD camera sends it: 1920 x 1080, H.264, with the noise of a sensor. */
final class FullHdClip {
    static final int WIDTH = 1920;
    static final int HEIGHT = 1080;
    /** What cameras of this size send by default. */
    static final int BITS_PER_SECOND = 4_000_000;

    static final int SECONDS = 10;
    /** Grey levels; without noise an enlarged clip compresses, and so decodes, far easier than a camera's. */
    private static final int NOISE = 2;

    private static final long SEED = 1;

    private FullHdClip() {}

    /** The bundled clip, copied to a file of the folder. */
    static Path bundled(Path folder) throws IOException {
        Path file = folder.resolve("lobby.mp4");
        try (var in = FullHdClip.class.getResourceAsStream("/demo/lobby.mp4")) {
            if (in == null) {
                throw new IOException("the bundled clip demo/lobby.mp4 is missing from this build");
            }
            Files.copy(in, file);
        }
        return file;
    }

    /**
     * Ten seconds, a key frame every two.
     *
     * @param empty nobody comes: the first picture again and again, with other noise
     */
    static Path make(Path folder, int fps, boolean empty) throws IOException, VideoException {
        Path target = folder.resolve("full-hd.mp4");
        var format = new VideoWriter.Format(
                VideoWriter.Container.MP4, WIDTH, HEIGHT, fps, 2 * fps, BITS_PER_SECOND, VideoWriter.Profile.HIGH);
        var picture = new RgbPicture(WIDTH, HEIGHT);
        var noise = new SensorNoise(new SplittableRandom(SEED), NOISE, WIDTH * HEIGHT);
        try (var source = VideoSource.open(
                        VideoSpec.of(VideoUrl.parse(bundled(folder).toString())), MediaClock.system());
                var scaler = new PictureScaler();
                var writer = VideoWriter.create(target, format)) {
            var still = new RgbPicture(WIDTH, HEIGHT);
            int written = 0;
            while (written < SECONDS * fps && (empty && written > 0 || next(source, scaler, still))) {
                picture.pixels().put(0, still.pixels(), 0, still.pixels().capacity());
                noise.addTo(picture.pixels());
                writer.write(picture);
                written++;
            }
            writer.finish();
        }
        return target;
    }

    private static boolean next(VideoSource source, PictureScaler scaler, RgbPicture picture) {
        if (!(source.read() instanceof Read.Picture(var frame))) {
            return false;
        }
        try (frame) {
            scaler.scaleInto(frame, picture);
        }
        return true;
    }
}
