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
public final class Scene {
    private final SceneOptions options;
    private final long seed;
    private final Light light;
    private final BufferedImage background;
    private final List<Walker> walkers;
    private int drawnFrame = -1;
    private Still drawn;

    private Scene(long seed, SceneOptions options, Light light, List<Walker> walkers) {
        this.seed = seed;
        this.options = options;
        this.light = light;
        this.walkers = List.copyOf(walkers);
        this.background = new Lobby(seed, options.width(), options.height(), light).draw();
        new Optics(options.height() / 480.0, 0).apply(background, new SplittableRandom(seed));
        this.drawn = new Still(background, List.of());
    }

    /** People who come, stop and go at random. */
    public static Scene generate(long seed, SceneOptions options) {
        var random = new SplittableRandom(seed);
        var light = Light.random(random);
        return new Scene(seed, options, light, new Casting(random).random(options));
    }

    /** The scripted demonstration in even light: seven people, whatever {@link SceneOptions#people} says. */
    public static Scene demonstration(long seed, SceneOptions options) {
        var random = new SplittableRandom(seed);
        return new Scene(seed, options, Light.lobby(), new Casting(random).demonstration(options));
    }

    public int frames() {
        return options.frames();
    }

    /** The picture of a frame, 0 to {@link #frames()} - 1, TYPE_INT_RGB; the caller's to keep. */
    public BufferedImage render(int frame) {
        return draw(frame).image();
    }

    /** The truth about every person in a frame whose face is turned to the camera, from the farthest to the nearest. */
    public List<FaceTruth> truth(int frame) {
        return draw(frame).faces();
    }

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
