package io.maskgate.models.synth;

import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A lobby over time: people walk in, stop, pass one another and leave. Any frame can be drawn in any order, and the
 * same seed and options give the same pixels. Not thread-safe.
 */
final class Scene {
    private final SceneOptions options;
    private final long seed;
    private final Light light;
    private final BufferedImage background;
    private final List<Walker> walkers;
    private int drawnFrame = -1;
    private Still drawn;

    private Scene(long seed, SceneOptions options, List<Walker> walkers) {
        this.seed = seed;
        this.options = options;
        this.light = Light.lobby();
        this.walkers = List.copyOf(walkers);
        this.background = new Lobby(seed, options.width(), options.height(), light).draw();
        new Optics(options.height() / 480.0, 0).apply(background, new SplittableRandom(seed));
        this.drawn = new Still(background, List.of());
    }

    /** The scripted demonstration in even light: seven people. */
    static Scene demonstration(long seed, SceneOptions options) {
        return new Scene(seed, options, new Casting(new SplittableRandom(seed)).demonstration(options));
    }

    int frames() {
        return options.frames();
    }

    /** The picture of a frame, 0 to {@link #frames()} - 1, TYPE_INT_RGB, and its faces from the farthest to the nearest. */
    Still draw(int frame) {
        if (frame < 0 || frame >= frames()) {
            throw new IllegalArgumentException("frame: expected 0 to " + (frames() - 1) + ", found " + frame);
        }
        if (frame != drawnFrame) {
            double time = frame / (double) options.fps();
            var painting = new Painting(background, light);
            walkers.stream()
                    .map(w -> w.at(time, options.width(), options.height()))
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingDouble(f -> f.pose().head()))
                    .forEach(painting::add);
            var optics = new Optics(options.height() / 1800.0, options.noise());
            optics.apply(painting.image(), new SplittableRandom(seed + 31L * frame));
            drawn = new Still(painting.image(), painting.truths());
            drawnFrame = frame;
        }
        return drawn;
    }
}
