package io.maskgate.daemon.bench;

import io.maskgate.hw.host.ProcessStats;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.Letterboxer;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.PictureScaler;
import io.maskgate.hw.video.Read;
import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.StillPicture;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The detector of the daemon on a full HD picture of the bundled clip, in this process. */
public final class DetectBench {
    private static final List<Integer> BATCHES = List.of(1, 4);
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final float MIN_SCORE = 0.1f;
    /** Into the clip, where people are. */
    private static final int PICTURE = 100;

    private static final int QUALITY = 95;

    private final Path model;
    private final InferenceOptions options;
    private final MediaClock clock = MediaClock.system();
    private final Stopwatch stopwatch;

    /** @param time of measuring each figure */
    public DetectBench(Path model, InferenceOptions options, Duration time) {
        this.model = model;
        this.options = options.withMaxBatch(BATCHES.getLast());
        this.stopwatch = new Stopwatch(clock::nanos, WARM_UP.toNanos(), time.toNanos());
    }

    public DetectReport run() throws IOException, VideoException {
        try (var frame = picture();
                var letterboxer = new Letterboxer()) {
            long before = resident();
            try (var detector = OnnxDetector.open(model, options)) {
                var info = detector.model();
                var images = images(info.width(), info.height());
                var scale = stopwatch.measure(1, () -> letterboxer.scale(frame, images.getFirst()));
                images.forEach(image -> letterboxer.scale(frame, image));
                var batches = new ArrayList<DetectReport.Batch>();
                for (int size : BATCHES) {
                    var batch = images.subList(0, size);
                    batches.add(new DetectReport.Batch(
                            size, stopwatch.measure(size, () -> detector.detect(batch, MIN_SCORE))));
                }
                images.forEach(InputImage::close);
                return new DetectReport(
                        info.tag(), detector.engine(), options.threads(), scale, batches, before, resident());
            }
        }
    }

    private static List<InputImage> images(int width, int height) {
        int count = BATCHES.getLast();
        var pool = new InputPool(count, width, height);
        var images = new ArrayList<InputImage>();
        for (int i = 0; i < count; i++) {
            images.add(pool.acquire().orElseThrow());
        }
        return images;
    }

    private DecodedFrame picture() throws IOException, VideoException {
        try (var folder = new TemporaryFolder("maskgate-bench");
                var source = VideoSource.open(
                        VideoSpec.of(
                                VideoUrl.parse(FullHdClip.bundled(folder.path()).toString())),
                        clock);
                var scaler = new PictureScaler();
                var encoder = new JpegEncoder()) {
            var large = new RgbPicture(FullHdClip.WIDTH, FullHdClip.HEIGHT);
            for (int i = 0; i <= PICTURE && source.read() instanceof Read.Picture(var frame); i++) {
                try (frame) {
                    if (i == PICTURE) {
                        scaler.scaleInto(frame, large);
                    }
                }
            }
            return StillPicture.decode(
                    encoder.encode(large, QUALITY), (long) FullHdClip.WIDTH * FullHdClip.HEIGHT, clock);
        }
    }

    private static long resident() {
        return ProcessStats.ofThisProcess().residentBytes().orElse(0);
    }
}
