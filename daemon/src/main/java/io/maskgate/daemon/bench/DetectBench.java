package io.maskgate.daemon.bench;

import io.maskgate.daemon.demo.TemporaryFolder;
import io.maskgate.hw.host.ProcessStats;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.ZooModel;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The detector of the daemon on a full HD picture of the bundled clip: times in this process, memory in others. */
public final class DetectBench {
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final float MIN_SCORE = 0.1f;
    /** Into the clip, where people are. */
    private static final int PICTURE = 100;

    private static final int QUALITY = 95;

    private final ZooModel model;
    private final DetectPlan plan;
    private final MediaClock clock = MediaClock.system();
    private final Stopwatch stopwatch;
    private final DetectMemory memory = DetectMemory.own();

    /** @param time of measuring each figure; it is warmed up for as long, at most a second */
    public DetectBench(ZooModel model, DetectPlan plan, Duration time) {
        this.model = model;
        this.plan = plan;
        this.stopwatch = new Stopwatch(clock::nanos, Math.min(WARM_UP.toNanos(), time.toNanos()), time.toNanos());
    }

    public DetectReport run() throws IOException, VideoException, InterruptedException {
        try (var frame = picture();
                var letterboxer = new Letterboxer()) {
            var setups = new ArrayList<DetectReport.Setup>();
            String tag = "";
            DetectReport.Timing scale = new DetectReport.Timing(0, 0, 0);
            for (var precision : plan.precisions()) {
                var onnx = model.onnx(precision);
                for (int threads : plan.threads()) {
                    long start = clock.nanos();
                    try (var detector = OnnxDetector.open(onnx, options(threads))) {
                        double load = (clock.nanos() - start) / 1e6;
                        var info = detector.model();
                        var images = images(info.width(), info.height());
                        images.forEach(image -> letterboxer.scale(frame, image));
                        if (setups.isEmpty()) {
                            tag = info.tag();
                            scale = stopwatch.measure(1, () -> letterboxer.scale(frame, images.getFirst()));
                        }
                        var bytes = plan.memory() ? memory.of(onnx, threads) : OptionalLong.empty();
                        setups.add(setup(detector, threads, load, images, bytes));
                        images.forEach(InputImage::close);
                    }
                }
            }
            return new DetectReport(tag, scale, setups);
        }
    }

    private InferenceOptions options(int threads) {
        return InferenceOptions.defaults()
                .withThreads(threads)
                .withMaxBatch(plan.batches().getLast());
    }

    private DetectReport.Setup setup(
            Detector detector, int threads, double load, List<InputImage> images, OptionalLong bytes) {
        var batches = new ArrayList<DetectReport.Batch>();
        for (int size : plan.batches()) {
            var batch = images.subList(0, size);
            double start = processorMillis();
            long before = detector.stats().pictures();
            var whole = stopwatch.measure(size, () -> detector.detect(batch, MIN_SCORE));
            double each = (processorMillis() - start) / (detector.stats().pictures() - before);
            var outside = stopwatch.measureTold(size, () -> outside(detector, batch));
            batches.add(new DetectReport.Batch(size, whole, outside, each));
        }
        return new DetectReport.Setup(detector.engine(), threads, load, batches, bytes);
    }

    private static double processorMillis() {
        return ProcessStats.ofThisProcess().cpuTime().orElse(Duration.ZERO).toMillis();
    }

    /** Nanoseconds of one detection that were not the engine's. */
    private long outside(Detector detector, List<InputImage> batch) {
        long engine = detector.stats().engineNanos();
        long start = clock.nanos();
        detector.detect(batch, MIN_SCORE);
        long taken = clock.nanos() - start;
        return taken - (detector.stats().engineNanos() - engine);
    }

    private List<InputImage> images(int width, int height) {
        int count = plan.batches().getLast();
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
}
